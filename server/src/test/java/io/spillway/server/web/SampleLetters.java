package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkJob.Waiting;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.DeadLetter;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterPage;
import io.spillway.server.deadletter.LetterSummary;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.web.LettersView.BulkForm;
import io.spillway.server.web.LettersView.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dead letters to fill pages with. Hostile where the real thing may be. */
final class SampleLetters {

    private static final String TYPE = "coupon-redeem";

    private SampleLetters() {}

    static Read full(Format format) {
        LetterFilter filter = new LetterFilter(
                TYPE,
                Cause.THIRD_PARTY,
                Samples.HOSTILE,
                Samples.HOSTILE,
                Samples.NOW.minusSeconds(86_400),
                Samples.NOW);
        List<DeadLetter> letters =
                List.of(letter('A', "HTTP 502 from the gateway", false), letter('B', Samples.HOSTILE, true));
        LetterCursor cursor = LetterCursor.of(letters.getLast());
        LetterSummary summary = new LetterSummary(
                2000,
                12_345,
                1900,
                List.of(
                        new LetterSummary.Group(TYPE, Cause.THIRD_PARTY, "HTTP # from the gateway", 1800, Samples.NOW),
                        new LetterSummary.Group(TYPE, Cause.INVALID, Samples.HOSTILE, 100, Samples.NOW)),
                0,
                new LetterSummary.Times(
                        Samples.NOW.minusSeconds(3000), Duration.ofMinutes(5), List.of(1L, 0L, 1200L, 7L), false));
        List<BulkView> jobs = new ArrayList<>();
        for (BulkJob.State state : BulkJob.State.values()) {
            for (BulkOrder.Action action : BulkOrder.Action.values()) {
                jobs.add(BulkView.of(job(jobs.size(), action, state), format));
            }
        }
        return new Read(filter, cursor, new LetterPage(letters, 2000, 12_345, cursor), summary, jobs);
    }

    static Read none(LetterFilter filter) {
        return new Read(
                filter,
                null,
                new LetterPage(List.of(), 0, 0, null),
                new LetterSummary(0, 0, 0, List.of(), 0, null),
                List.of());
    }

    static BulkForm form() {
        return new BulkForm("", "", "", true, "discard", "7", "8", Samples.HOSTILE, null);
    }

    /** The pages that show them. */
    static List<SamplePage> pages(Format format, List<String> types) {
        LettersView full = LettersView.of(full(format), types, true, format);
        Task failed = Samples.task(TaskState.FAILED);
        LetterView letter = LetterView.of(failed, Fate.NONE, true, audit(failed), format);
        LetterView replaced =
                LetterView.of(failed, new Fate(failed.id(), failed.id(), true), false, audit(failed), format);
        Problem wrong = Problem.invalid("/payload/" + Samples.HOSTILE, Samples.HOSTILE);
        LetterView.Form tried = new LetterView.Form("{" + Samples.HOSTILE, Samples.HOSTILE, Samples.HOSTILE);
        List<SamplePage> cases = new ArrayList<>(List.of(
                SamplePages.page("dead-letters", "dead-letters", full, SampleTiers.degraded()),
                SamplePages.page(
                        "dead-letters-none",
                        "dead-letters",
                        LettersView.of(none(LetterFilter.ALL), types, false, format),
                        SampleTiers.normal()),
                SamplePages.page(
                        "dead-letters-filtered",
                        "dead-letters",
                        LettersView.of(none(LetterFilter.ofType("gone")), types, false, format),
                        SampleTiers.normal()),
                SamplePages.page(
                        "dead-letters-refused", "dead-letters", full.refused(form(), "busy"), SampleTiers.normal()),
                SamplePages.page("letter", "letter", letter, SampleTiers.degraded()),
                SamplePages.page("letter-replaced", "letter", replaced, SampleTiers.normal()),
                SamplePages.page(
                        "letter-without-reason", "letter", letter.without("discard-reason"), SampleTiers.normal())));
        for (String why : List.of("json", "payload", "key", "key-long", "reason", "state", "no-handler")) {
            cases.add(SamplePages.page(
                    "letter-" + why, "letter", letter.refused(tried, why, wrong), SampleTiers.normal()));
        }
        return cases;
    }

    static List<AuditEntry> audit(Task task) {
        return List.of(
                new AuditEntry(
                        8,
                        Samples.NOW,
                        "op@team",
                        "dead-letter.refused",
                        task.id().value(),
                        "unchanged",
                        Samples.HOSTILE,
                        "",
                        ""),
                new AuditEntry(7, Samples.NOW, "op@team", "task.retry", "another", "failed → pending", "", "", ""));
    }

    private static DeadLetter letter(char last, String message, boolean done) {
        return new DeadLetter(
                TaskId.parse(TYPE + ".0.01KAQF5E000000000000000" + last + "0A").orElseThrow(),
                Samples.NOW.minusSeconds(60),
                Samples.NOW.minusSeconds(600),
                new DeadLetter.Failure(Cause.THIRD_PARTY, message),
                new DeadLetter.Attempts(3, 3, "node-a"),
                Criticality.CRITICAL,
                done ? Samples.HOSTILE : null,
                120,
                done);
    }

    private static BulkJob job(int number, BulkOrder.Action action, BulkJob.State state) {
        @Nullable Waiting waiting = number == 0 ? new Waiting(Waiting.Why.SHED, Samples.HOSTILE) : null;
        return new BulkJob(
                BulkId.parse(TYPE + ".01KAQF5E00000000000000000" + (char) ('A' + number))
                        .orElseThrow(),
                new BulkOrder(
                        action,
                        number == 1
                                ? LetterFilter.ofType(TYPE)
                                : LetterFilter.ofType(TYPE).withText(Samples.HOSTILE),
                        12.5,
                        number == 2 ? 500L : null,
                        "op@team",
                        Samples.HOSTILE),
                state,
                new BulkJob.Progress(1000, 400, 390, new BulkJob.Skipped(3, 7), new BulkJob.Outcomes(300, 20, 0, 70)),
                new BulkJob.Times(Samples.NOW.minusSeconds(90), state.isUnderWay() ? null : Samples.NOW),
                waiting,
                "node-a");
    }
}
