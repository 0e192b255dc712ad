package io.spillway.server.redis;

import io.spillway.server.task.ClaimRequest;
import io.spillway.server.task.Claimed;
import io.spillway.server.task.Claimed.HeldBack;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of {@code work.lua}: its arguments, and what its reply means. */
final class WorkCall {

    private static final LuaScript SCRIPT = LuaScript.load("work.lua");
    private static final int SHARD = 0;
    private static final int FIXED = 15;
    private static final int EACH = 6;

    private final ShardScripts scripts;
    private final TaskQueueConfig config;

    WorkCall(ShardScripts scripts, TaskQueueConfig config) {
        this.scripts = scripts;
        this.config = config;
    }

    Work.Done run(Work work, int most) {
        ClaimRequest claim = work.claim();
        List<?> reply = (List<?>) scripts.run(SCRIPT, work.type(), SHARD, arguments(work, claim, most));
        Instant now = Instant.ofEpochMilli((Long) reply.get(0));
        return new Work.Done(
                results(String.valueOf(reply.get(1))),
                claim == null ? Claimed.NOTHING : claimed(work, claim, now, reply));
    }

    private List<String> arguments(Work work, @Nullable ClaimRequest claim, int most) {
        List<String> args = new ArrayList<>(FIXED + EACH * work.settlements().size());
        args.add(NodeName.padded(work.node()));
        args.add(Long.toString(config.retention().toMillis()));
        args.add(Long.toString(config.deadLetterRetention().toMillis()));
        if (claim == null) {
            args.addAll(List.of("0", "0", "0", "", "-1", "-1", ""));
        } else {
            args.add(Integer.toString(Math.min(claim.max(), most)));
            args.add(Long.toString(claim.lease().toMillis()));
            args.add(Integer.toString(claim.tier().ordinal()));
            StringBuilder digits = new StringBuilder();
            claim.criticalities().forEach(each -> digits.append(each.ordinal()));
            args.add(digits.toString());
            args.add(Integer.toString(claim.limits().concurrency()));
            args.add(Double.toString(claim.limits().perSecond()));
            args.add(Integer.toString(claim.limits().perKey()));
        }
        args.add(Double.toString(config.retryBudget().share()));
        args.add(Double.toString(config.retryBudget().perSecond()));
        args.add(Long.toString(config.retryBudget().maxWait().toMillis()));
        args.add(Keys.BELL);
        args.add(work.type());
        work.settlements().forEach(each -> add(args, each));
        return args;
    }

    private static void add(List<String> args, Settlement settlement) {
        args.add(settlement.id().ulid());
        args.add(RecordText.fence(settlement.fence()));
        switch (settlement.next()) {
            case Settlement.Next.Succeeded(String result) -> add(args, "succeeded", "-", result, Duration.ZERO);
            case Settlement.Next.Failed(Task.Failure failure) ->
                add(args, "failed", Letters.of(failure.cause()), failure.message(), Duration.ZERO);
            case Settlement.Next.Again(Task.Failure failure, Duration delay) ->
                add(args, "again", Letters.of(failure.cause()), failure.message(), delay);
            case Settlement.Next.HandBack() -> add(args, "back", "-", "", Duration.ZERO);
        }
    }

    private static void add(List<String> args, String word, String cause, String note, Duration delay) {
        args.add(word);
        args.add(cause);
        args.add(note.equals("{}") && word.equals("succeeded") ? "" : note);
        args.add(Long.toString(delay.toMillis()));
    }

    private static List<Settlement.Result> results(String letters) {
        List<Settlement.Result> results = new ArrayList<>(letters.length());
        for (char letter : letters.toCharArray()) {
            results.add(
                    switch (letter) {
                        case 's' -> Settlement.Result.SETTLED;
                        case 'x' -> Settlement.Result.STALE;
                        case 'w' -> Settlement.Result.WON;
                        case 'b' -> Settlement.Result.OVER_BUDGET;
                        default -> throw new IllegalStateException("work.lua answered '" + letter + "'");
                    });
        }
        return results;
    }

    private static Claimed claimed(Work work, ClaimRequest request, Instant now, List<?> reply) {
        long again = (Long) reply.get(3);
        TaskRecord.Claim claim = new TaskRecord.Claim(now, work.node(), request.tier());
        return new Claimed(
                tasks(work.type(), (List<?>) reply.get(4), claim),
                ids(work.type(), (List<?>) reply.get(5)),
                ids(work.type(), (List<?>) reply.get(6)),
                heldBack(String.valueOf(reply.get(2))),
                Math.toIntExact((Long) reply.get(7)),
                again < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(again)));
    }

    /** @param reply id, fence and record in turn */
    private static List<Task> tasks(String type, List<?> reply, TaskRecord.Claim claim) {
        List<Task> tasks = new ArrayList<>(reply.size() / 3);
        for (int i = 0; i < reply.size(); i += 3) {
            String ulid = String.valueOf(reply.get(i));
            long fence = (Long) reply.get(i + 1);
            String record = String.valueOf(reply.get(i + 2));
            TaskRecord.readable(() -> TaskRecord.claimed(TaskId.of(type, SHARD, ulid), record, fence, claim))
                    .ifPresent(tasks::add);
        }
        return tasks;
    }

    private static List<TaskId> ids(String type, List<?> reply) {
        return reply.stream()
                .map(each -> TaskId.parse(type + "." + SHARD + "." + each))
                .flatMap(Optional::stream)
                .toList();
    }

    private static HeldBack heldBack(String word) {
        return switch (word) {
            case "" -> HeldBack.NOTHING;
            case "concurrency" -> HeldBack.CONCURRENCY;
            case "rate" -> HeldBack.RATE;
            default -> throw new IllegalStateException("work.lua was held back by '" + word + "'");
        };
    }
}
