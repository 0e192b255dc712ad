package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.DeadLetter;
import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterPage;
import io.spillway.server.deadletter.LetterSummary;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters that somebody asks for, what they have in common, and the jobs on them.
 *
 * @param types that can be chosen
 * @param looked how many letters were looked at, of how many; null where all were
 * @param first the link to the first page; null on it
 * @param next the link to the next page; null at the end
 * @param export the link to all that match, without its format
 * @param times when they failed; null where that is not known
 * @param bulk the form for all that match; null where no type is chosen
 * @param pace how many seconds the page may be old
 */
public record LettersView(
        Asked asked,
        List<String> types,
        List<String> causes,
        List<Row> rows,
        @Nullable Looked looked,
        @Nullable String first,
        @Nullable String next,
        String export,
        List<Group> groups,
        @Nullable Times times,
        List<BulkView> jobs,
        @Nullable BulkForm bulk,
        int pace) {

    static final String PATH = "/dead-letters";

    private static final int CALM = 10;
    private static final int LIVELY = 2;
    private static final int STEP = 8;
    private static final int HEIGHT = 40;
    private static final int LONGEST = 300;
    private static final DateTimeFormatter FIELD =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The filter's fields; empty for no filter. @param since in UTC, as a field for times has it */
    public record Asked(
            String type, String cause, String text, String key, String since, String until, boolean filtered) {}

    public record Looked(String looked, String of) {}

    /** @param done whether an attempt has succeeded after its lease was lost */
    public record Row(
            String id,
            String name,
            String type,
            Moment failed,
            String cause,
            String message,
            String attempts,
            String key,
            boolean done) {}

    /** Letters whose messages differ only in numbers. @param href a search for them */
    public record Group(String type, String cause, String text, String count, Moment last, String href) {}

    /** A small picture of when they failed. @param most of one step @param step how long that is */
    public record Times(
            List<Column> columns, int width, Moment from, Moment until, String most, String step, boolean complete) {}

    /** @param text for the pointer: how many, and when */
    public record Column(String x, String y, String height, String text) {}

    /**
     * What stands in the form for many.
     *
     * @param since the filter's exact bounds, so that the job is about what was seen
     * @param feasible whether a plugin runs the type
     * @param problem why the last try was refused, the end of a message's key
     */
    public record BulkForm(
            String since,
            String until,
            String words,
            boolean feasible,
            String action,
            String perSecond,
            String limit,
            String reason,
            @Nullable String problem) {

        BulkForm refused(BulkForm tried, String why) {
            return new BulkForm(
                    since, until, words, feasible, tried.action, tried.perSecond, tried.limit, tried.reason, why);
        }
    }

    /** What was read. @param after where the page begins; null for the first */
    record Read(
            LetterFilter filter,
            @Nullable LetterCursor after,
            LetterPage page,
            LetterSummary summary,
            List<BulkView> jobs) {}

    static LettersView of(Read read, List<String> types, boolean feasible, Format format) {
        LetterFilter filter = read.filter();
        LetterPage page = read.page();
        String query = LetterFilters.query(filter);
        LetterCursor next = page.next();
        return new LettersView(
                asked(filter),
                types(types, read),
                Arrays.stream(Cause.values()).map(Cause::name).toList(),
                page.letters().stream().map(each -> row(each, format)).toList(),
                page.looked() < page.total()
                        ? new Looked(format.count(page.looked()), format.count(page.total()))
                        : null,
                read.after() == null ? null : link(query, ""),
                next == null ? null : link(query, "cursor=" + next.text()),
                "/api/v1/dead-letters/export" + (query.isEmpty() ? "?" : "?" + query + "&"),
                read.summary().groups().stream()
                        .map(each -> group(each, filter, format))
                        .toList(),
                times(read.summary().times(), format),
                read.jobs(),
                filter.type() == null ? null : form(filter, feasible),
                read.jobs().stream().anyMatch(BulkView::underWay) ? LIVELY : CALM);
    }

    LettersView refused(BulkForm tried, String why) {
        return new LettersView(
                asked,
                types,
                causes,
                rows,
                looked,
                first,
                next,
                export,
                groups,
                times,
                jobs,
                bulk == null ? null : bulk.refused(tried, why),
                pace);
    }

    private static Asked asked(LetterFilter filter) {
        Cause cause = filter.cause();
        return new Asked(
                orEmpty(filter.type()),
                cause == null ? "" : cause.name(),
                orEmpty(filter.text()),
                orEmpty(filter.key()),
                field(filter.since()),
                field(filter.until()),
                !filter.equals(LetterFilter.ALL));
    }

    private static BulkForm form(LetterFilter filter, boolean feasible) {
        return new BulkForm(
                orEmpty(LetterFilters.text(filter.since())),
                orEmpty(LetterFilters.text(filter.until())),
                LetterFilters.words(filter),
                feasible,
                feasible ? "replay" : "discard",
                "10",
                "",
                "",
                null);
    }

    /* One whose plugin is gone is no known type any more, and its letters are. */
    private static List<String> types(List<String> known, Read read) {
        TreeSet<String> all = new TreeSet<>(known);
        read.summary().groups().forEach(each -> all.add(each.type()));
        String chosen = read.filter().type();
        if (chosen != null) {
            all.add(chosen);
        }
        return List.copyOf(all);
    }

    private static Row row(DeadLetter letter, Format format) {
        return new Row(
                letter.id().value(),
                letter.id().ulid(),
                letter.type(),
                format.moment(letter.failedAt()),
                letter.failure().cause().name(),
                clip(letter.failure().message()),
                letter.attempts().made() + " / " + letter.attempts().max(),
                orEmpty(letter.key()),
                letter.done());
    }

    private static Group group(LetterSummary.Group group, LetterFilter filter, Format format) {
        LetterFilter same =
                filter.withType(group.type()).withCause(group.cause()).withText(group.pattern());
        return new Group(
                group.type(),
                group.cause().name(),
                group.pattern(),
                format.count(group.count()),
                format.moment(group.last()),
                link(LetterFilters.query(same), ""));
    }

    private static @Nullable Times times(LetterSummary.@Nullable Times times, Format format) {
        if (times == null || times.counts().isEmpty()) {
            return null;
        }
        long most = times.counts().stream().mapToLong(Long::longValue).max().orElse(1);
        List<Column> columns = Stream.iterate(0, i -> i < times.counts().size(), i -> i + 1)
                .map(i -> column(times, i, Math.max(1, most), format))
                .toList();
        Instant until =
                times.from().plus(times.step().multipliedBy(times.counts().size()));
        return new Times(
                columns,
                STEP * columns.size(),
                format.moment(times.from()),
                format.moment(until),
                format.count(most),
                format.lasting(times.step()),
                times.complete());
    }

    private static Column column(LetterSummary.Times times, int i, long most, Format format) {
        long count = times.counts().get(i);
        double height = count == 0 ? 0 : Math.max(2, (double) HEIGHT * count / most);
        Instant at = times.from().plus(times.step().multipliedBy(i));
        return new Column(
                Integer.toString(STEP * i),
                String.format(Locale.ROOT, "%.1f", HEIGHT - height),
                String.format(Locale.ROOT, "%.1f", height),
                format.count(count) + " · " + format.moment(at).full());
    }

    static String link(String query, String more) {
        String both = query.isEmpty() || more.isEmpty() ? query + more : query + "&" + more;
        return both.isEmpty() ? PATH : PATH + "?" + both;
    }

    private static String field(@Nullable Instant at) {
        return at == null ? "" : FIELD.format(at.truncatedTo(ChronoUnit.SECONDS));
    }

    private static String clip(String message) {
        return message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
