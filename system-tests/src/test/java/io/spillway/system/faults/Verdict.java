package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Api;
import io.spillway.system.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;

/**
 * Holds what happened against what was promised: nothing acknowledged is lost, nothing is stuck, no effect is there twice, a
 * task is repeated only where a fault gave reason to, and each time with a higher fence.
 *
 * @param faults what the test did
 * @param forgetful whether Redis may have forgotten what it had acknowledged, claims among it
 */
record Verdict(Lab lab, List<Fault> faults, boolean forgetful) {

    private static final Pattern LEFT_OVER = Pattern.compile("leases|parked.*|delayed:.*");

    /** A walk says so of a task, and puts it right before the next one: the gauge forgets it. */
    private static final String VIOLATION = "breaks an invariant";

    /** For two walks over all tasks. */
    private static final Duration WALKS = Duration.ofMinutes(2);

    /**
     * What became of the tasks.
     *
     * @param states as the API shows each one, by key
     * @param ends when each was sent, and when it was settled
     * @param attempts how many there were, repeats included
     * @param refusals how many of them were refused for their fence
     * @param known how many of them came to an effect that was there, and knew it by its key
     */
    record Outcome(Map<String, JsonNode> states, List<End> ends, int attempts, int refusals, int known) {

        int tasks() {
            return ends.size();
        }

        int repeats() {
            return attempts - tasks();
        }

        /** How long after a fault the last task was settled that was sent before it, or while it lasted. */
        String after(Instant fault) {
            Instant last = ends.stream()
                    .filter(end -> end.sent().isBefore(fault))
                    .map(End::settled)
                    .max(Instant::compareTo)
                    .orElse(fault);
            return Figures.seconds(last.isBefore(fault) ? Duration.ZERO : Duration.between(fault, last));
        }
    }

    /** From the submission that was answered to the end. */
    record End(Instant sent, Instant settled) {

        private static End of(Recorder.Acknowledged task, JsonNode state) {
            return new End(task.sent(), Instant.parse(state.path("finishedAt").asText()));
        }
    }

    /** Waits until all are final, for as long as the limit says, and checks them. */
    Outcome of(Collection<Recorder.Acknowledged> tasks, Duration limit) {
        Outcome outcome = kept(tasks, limit);
        assertNoViolations();
        return outcome;
    }

    /** The same of all tasks that there are: where they have ended, nothing is left in any list. */
    Outcome ofAll(Collection<Recorder.Acknowledged> tasks, Duration limit) {
        Outcome outcome = kept(tasks, limit);
        try (Jedis redis = lab.redis().client()) {
            for (String key : redis.keys("spillway:{ledger/0}:*")) {
                String list = key.substring(key.indexOf("}:") + 2);
                if (LEFT_OVER.matcher(list).matches()) {
                    assertThat(redis.zcard(key)).as(key).isZero();
                } else if (list.startsWith("queue:")) {
                    assertThat(redis.xlen(key)).as(key).isZero();
                }
            }
        }
        return outcome;
    }

    private Outcome kept(Collection<Recorder.Acknowledged> tasks, Duration limit) {
        Map<String, JsonNode> ended = new FinalStates(lab.cluster(), tasks).await(limit);
        List<Ledger.Line> starts = lab.ledger().starts();
        Map<String, List<Ledger.Line>> byKey = starts.stream().collect(Collectors.groupingBy(Ledger.Line::key));
        Map<String, List<Ledger.Line>> effects =
                lab.ledger().effects().stream().collect(Collectors.groupingBy(Ledger.Line::key));
        List<String> wrong = new ArrayList<>();
        for (Recorder.Acknowledged task : tasks) {
            JsonNode state = ended.get(task.key());
            List<Ledger.Line> attempts = byKey.getOrDefault(task.key(), List.of());
            if (!state.path("state").asText().equals("succeeded")) {
                wrong.add("did not succeed: " + state);
            }
            List<Ledger.Line> done = effects.getOrDefault(task.key(), List.of());
            if (done.size() != 1 || !done.getFirst().task().equals(task.id())) {
                wrong.add(task + " had not its effect once, but " + done);
            }
            wrong.addAll(wrong(task, state, attempts));
        }
        wrong.addAll(unexplainedRefusals(byKey));
        assertThat(wrong.stream().limit(10))
                .as("%d broken promises", wrong.size())
                .isEmpty();
        return new Outcome(
                ended,
                tasks.stream().map(each -> End.of(each, ended.get(each.key()))).toList(),
                tasks.stream()
                        .mapToInt(each ->
                                byKey.getOrDefault(each.key(), List.of()).size())
                        .sum(),
                lab.ledger().refusals().size(),
                lab.ledger().repeats().size());
    }

    private List<String> wrong(Recorder.Acknowledged task, JsonNode state, List<Ledger.Line> attempts) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            Ledger.Line attempt = attempts.get(i);
            if (!attempt.task().equals(task.id())) {
                wrong.add("two tasks for " + task + ": " + attempt);
            }
            if (i > 0 && attempt.fence() <= attempts.get(i - 1).fence()) {
                wrong.add("the fence did not grow from " + attempts.get(i - 1) + " to " + attempt);
            }
            if (i > 0 && !isExplained(attempts.get(i - 1), attempt.at())) {
                wrong.add("repeated without a reason: " + attempts.get(i - 1) + ", " + attempt);
            }
        }
        if (attempts.isEmpty()
                || (attempts.getLast().fence() != state.path("fence").asLong()
                        && !isForgotten(
                                attempts.getLast(),
                                Instant.parse(state.path("finishedAt").asText())))) {
            wrong.add("another attempt than the last was settled: " + state + ", " + attempts);
        }
        return wrong;
    }

    private boolean isForgotten(Ledger.Line attempt, Instant afterwards) {
        return forgetful && isExplained(attempt, afterwards);
    }

    private boolean isExplained(Ledger.Line attempt, Instant repeated) {
        return faults.stream().anyMatch(fault -> fault.explains(attempt, repeated));
    }

    /** Only an attempt that a fault touched may come too late. */
    private List<String> unexplainedRefusals(Map<String, List<Ledger.Line>> byKey) {
        return lab.ledger().refusals().stream()
                .filter(refusal -> !isExplained(begin(refusal, byKey), refusal.at()))
                .map(refusal -> "refused without a reason: " + refusal)
                .toList();
    }

    /** When the attempt began that was refused later; one that was refused at its begin is its own. */
    private static Ledger.Line begin(Ledger.Line refusal, Map<String, List<Ledger.Line>> byKey) {
        return byKey.getOrDefault(refusal.key(), List.of()).stream()
                .filter(start -> start.fence() == refusal.fence())
                .findFirst()
                .orElse(refusal);
    }

    /* The gauges change at the end of a walk over all tasks, and the one that is under way now does not count. */
    private void assertNoViolations() {
        Map<String, Api> up = new HashMap<>();
        lab.cluster().nodes().forEach(node -> node.api().ifPresent(api -> up.put(node.name(), api)));
        assertThat(up).as("nodes that can be asked").isNotEmpty();
        Map<String, Double> before = new HashMap<>();
        up.forEach((node, api) -> before.put(node, walks(api)));
        up.forEach((node, api) -> {
            Await.until("two walks over all tasks on " + node, WALKS, () -> walks(api) >= before.get(node) + 2);
            assertThat(api.metrics().sum("spillway_invariant_violations"))
                    .as("tasks that are not in exactly one place, as %s sees it", node)
                    .isZero();
        });
        if (!forgetful) {
            lab.cluster()
                    .nodes()
                    .forEach(node -> assertThat(node.log().lines().filter(line -> line.contains(VIOLATION)))
                            .as("what %s found in no place, and put back", node.name())
                            .isEmpty());
        }
    }

    private static double walks(Api api) {
        return api.metrics().sum("spillway_invariant_walks_total");
    }
}
