package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Alone;
import io.spillway.system.Api;
import io.spillway.system.Await;
import io.spillway.system.Packaged;
import io.spillway.system.ServerSetup;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Handlers do what they must not do, beside others that do their work. */
@Packaged
@Timeout(180)
final class EvilHandlerTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TRIES = 3;
    private static final List<String> THROWS = List.of(
            "exception",
            "runtime-exception",
            "error",
            "throwable",
            "thread-death",
            "stack-overflow",
            "out-of-memory-thrown",
            "out-of-memory",
            "linkage",
            "no-class",
            "interrupted",
            "no-outcome");

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void endsTheAttemptAndNothingElseWhateverAHandlerThrows() {
        try (Lab lab = Lab.start(folder, 1);
                Recorder load = lab.load(50, seed.random("load"))) {
            Node node = lab.cluster().nodes().getFirst();
            Map<String, List<String>> tasks = new LinkedHashMap<>();
            for (String how : THROWS) {
                List<String> ids = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    ids.add(evil(node, how, 0));
                }
                tasks.put(how, ids);
            }
            String interruptsItself = evil(node, "interrupts-itself", 0);
            String endlessResult = evil(node, "endless-result", 0);
            load.awaitMore(50);
            load.stop();

            tasks.forEach((how, ids) -> ids.forEach(id -> assertDead(node, id, how, "bug")));
            Cluster.api(node).awaitState(interruptsItself, "SUCCEEDED", LIMIT);
            Cluster.api(node).awaitState(endlessResult, "FAILED", LIMIT);
            Verdict.Outcome outcome = lab.check(load.acknowledged().values(), LIMIT);

            assertThat(outcome.repeats()).as("other tasks disturbed").isZero();
            Figures.write(
                    "handlers that throw",
                    "%d kinds, each a dead letter after %d tries; %d other tasks, none repeated"
                            .formatted(THROWS.size(), TRIES, outcome.tasks()));
        }
    }

    /** Whoever writes it down meets an exception of its own. */
    @Test
    void triesAgainAlsoWhereTheThrowableCannotBeRead() {
        try (Lab lab = Lab.start(folder, 1)) {
            Node node = lab.cluster().nodes().getFirst();

            String id = evil(node, "mute", 0);

            assertDead(node, id, "mute", "bug");
            lab.check(new Recorder(lab.cluster(), () -> 10).submit(1), LIMIT);
        }
    }

    @Test
    @Alone
    void givesUpHandlersThatIgnoreTheirInterruptionAndServesOn() {
        Duration stubborn = Duration.ofSeconds(5);
        try (Lab lab = Lab.start(folder, 1);
                Recorder load = lab.load(50, seed.random("load"))) {
            Node node = lab.cluster().nodes().getFirst();
            Instant begun = Instant.now();
            List<String> ids = List.of(
                    stubborn(node, "hang", stubborn),
                    stubborn(node, "hang", stubborn),
                    stubborn(node, "spin", stubborn));
            ids.forEach(id -> Cluster.api(node).awaitState(id, "FAILED", LIMIT));
            Duration took = Duration.between(begun, Instant.now());
            load.awaitMore(50);
            load.stop();

            assertThat(took).as("given up before they end").isLessThan(stubborn);
            ids.forEach(id -> assertThat(error(node, id)).isEqualTo("deadline"));
            Verdict.Outcome outcome = lab.check(load.acknowledged().values(), LIMIT);
            assertThat(outcome.repeats()).as("other tasks disturbed").isZero();
            Figures.write(
                    "handlers that ignore interruptions",
                    "failed %s after their begin with a timeout of 1 s; %d other tasks, none repeated"
                            .formatted(Figures.seconds(took), outcome.tasks()));
        }
    }

    /**
     * Handlers that compute, and do not say so, hold what all others of the node run on, its answers to requests included.
     * That lasts for as long as they do, and costs nobody a lease.
     */
    @Test
    @Alone
    void losesNothingWhileHandlersSpinOnAllProcessors() {
        Duration spin = Lab.LEASE.multipliedBy(2);
        try (Lab lab = Lab.start(folder, 1)) {
            Node node = lab.cluster().nodes().getFirst();
            List<Recorder.Acknowledged> tasks =
                    new ArrayList<>(new Recorder(lab.cluster(), () -> Lab.LEASE.toMillis()).submit(4));
            Instant begun = Instant.now();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                evil(node, "spin", spin.toMillis());
            }
            tasks.addAll(new Recorder(lab.cluster(), () -> 10).submit(20));
            Duration silence = Duration.between(begun, Instant.now());

            Verdict.Outcome outcome = lab.check(tasks, LIMIT);

            assertThat(outcome.repeats()).as("leases lost").isZero();
            Figures.write(
                    "handlers that spin on all processors",
                    "for %s; 20 submissions at their begin took %s; none of %d tasks repeated"
                            .formatted(Figures.seconds(spin), Figures.seconds(silence), outcome.tasks()));
        }
    }

    @Test
    void buriesATaskThatKillsItsProcessEachTime() {
        int deaths = deaths("halt", 8, "a task that halts its JVM");

        assertThat(deaths).as("nodes that it took down").isEqualTo(TRIES);
    }

    /* The node ends in order: other tasks are not cut off, and it may find a way to give this one up. */
    @Test
    void buriesATaskThatExits() {
        int deaths = deaths("exit", 7, "a task that calls System.exit");

        assertThat(deaths).as("nodes that it took down").isBetween(1, TRIES);
    }

    /** Starts nodes again that have ended, as a supervisor does, until the task is a dead letter. */
    private int deaths(String how, int code, String what) {
        RedisProcess redis = RedisProcess.durable(folder.resolve("redis"), "everysec");
        UnaryOperator<ServerSetup> quick =
                setup -> setup.with("engine.drain", "1s").with("pool.close-timeout", "1s");
        try (Lab lab = Lab.start(folder, 2, redis, quick);
                Recorder load = lab.load(50, seed.random("load"))) {
            load.awaitMore(20);
            Instant begun = Instant.now();
            String poison = deadly(lab.cluster().nodes().getFirst(), how);
            int deaths = 0;
            while (true) {
                int known = deaths;
                Optional<Node> dead =
                        Await.value("an end of a node, or of the task", LIMIT, () -> ended(lab, poison, known));
                if (dead.isEmpty()) {
                    break;
                }
                assertThat(dead.get().process().exitCode(LIMIT)).isEqualTo(code);
                if (how.equals("halt")) {
                    lab.befell(dead.get(), begun);
                }
                startAgain(dead.get());
                deaths++;
            }
            Duration took = Duration.between(begun, Instant.now());
            load.awaitMore(20);
            load.stop();
            Api api = lab.cluster().anyApi().orElseThrow();
            assertBuried(api, poison, how.equals("halt") ? "lease-lost" : cause(api.task(poison)));
            Verdict.Outcome outcome = lab.check(load.acknowledged().values(), LIMIT);

            Figures.write(
                    what,
                    "ended nodes %d times, and was a dead letter after %s; %d other tasks, %d repeated"
                            .formatted(deaths, Figures.seconds(took), outcome.tasks(), outcome.repeats()));
            return deaths;
        }
    }

    /* It may take the poison up again before it serves, and then it is a node that has ended still. */
    private static void startAgain(Node node) {
        try {
            node.start();
        } catch (AssertionError ended) {
            assertThat(node.process().isAlive()).isFalse();
        }
    }

    /** A node that has ended; none, once the task has, and each of its attempts has ended a node. */
    private static Optional<Optional<Node>> ended(Lab lab, String task, int deaths) {
        Optional<Node> dead = lab.cluster().nodes().stream()
                .filter(node -> !node.process().isAlive())
                .findFirst();
        if (dead.isPresent()) {
            return Optional.of(dead);
        }
        return lab.cluster().anyApi().map(api -> isOver(api, task, deaths)).orElse(false)
                ? Optional.of(Optional.empty())
                : Optional.empty();
    }

    private static boolean isOver(Api api, String id, int deaths) {
        try {
            Api.Answer answer = api.get("/api/v1/tasks/" + id, "application/json");
            if (answer.status() == 503) {
                // It stops, and says so.
                return false;
            }
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            JsonNode task = answer.json();
            return task.path("state").asText().equals("failed")
                    && task.path("attempt").asInt() == deaths;
        } catch (UncheckedIOException aboutToEnd) {
            return false;
        }
    }

    private static String evil(Node node, String how, long millis) {
        return Cluster.api(node).submitted(Api.task("evil", Map.of("how", how, "millis", millis)));
    }

    /** One that ends its node, and waits until the node has answered. */
    private static String deadly(Node node, String how) {
        Map<String, Object> payload = Map.of("how", how, "millis", 0);
        return Cluster.api(node).submitted(Map.of("type", "evil", "payload", payload, "delay", "PT0.3S"));
    }

    /** One that goes on for that long, with a second of time. */
    private static String stubborn(Node node, String how, Duration time) {
        Map<String, Object> payload = Map.of("how", how, "millis", time.toMillis());
        return Cluster.api(node).submitted(Map.of("type", "evil", "payload", payload, "timeout", "PT1S"));
    }

    private static void assertDead(Node node, String id, String how, String cause) {
        Cluster.api(node).awaitState(id, "FAILED", LIMIT);
        JsonNode task = Cluster.api(node).task(id);
        assertThat(task.path("error").path("cause").asText())
                .as(how + ": " + task)
                .isEqualTo(cause);
        assertThat(task.path("attempt").asInt()).as(how + ": " + task).isEqualTo(TRIES);
        assertBuried(Cluster.api(node), id, cause);
    }

    /** It stands in the list that a person looks at. */
    private static void assertBuried(Api api, String id, String cause) {
        JsonNode letters = api.get("/api/v1/dead-letters?type=evil&limit=100").path("deadLetters");
        assertThat(letters.valueStream()
                        .filter(letter -> letter.path("id").asText().equals(id)))
                .as("letters of " + id)
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.path("error").path("cause").asText())
                                .as(letter.toString())
                                .isEqualTo(cause));
    }

    private static String error(Node node, String id) {
        return cause(Cluster.api(node).task(id));
    }

    private static String cause(JsonNode task) {
        String cause = task.path("error").path("cause").asText();
        assertThat(cause).as("cause of " + task).isNotEmpty();
        return cause;
    }
}
