package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Alone;
import io.spillway.system.Packaged;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The power of the machine with Redis is cut, and what was not yet on its disk is gone. The nodes live on. */
@Packaged
@Alone
@Timeout(600)
final class PowerCutTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** What the documentation says of {@code everysec}. */
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static final boolean FULL = Boolean.getBoolean("spillway.full");
    private static final int CUTS = FULL ? 20 : 4;

    @RegisterExtension
    final Seed seed = Seed.drawn();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    /** With {@code ./verify --full} twice, which makes 40 cuts under each policy. */
    static IntStream rounds() {
        return IntStream.range(0, FULL ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void losesNothingAcknowledgedWhereEachWriteIsSynced(int round) {
        PowerSupply power = PowerSupply.on(folder.resolve("redis"), "always", Duration.ZERO);
        RandomGenerator random = seed.random("cuts " + round);

        Run run = run(power, round, () -> power.cut(random).at());

        run.write("power cut, appendfsync always");
        assertThat(run.lost).as("acknowledged tasks that are lost").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void losesOnlyWhatWasAcknowledgedInTheLastTwoSecondsWhereEachSecondIsSynced(int round) {
        PowerSupply power = PowerSupply.on(folder.resolve("redis"), "everysec", Duration.ZERO);
        RandomGenerator random = seed.random("cuts " + round);

        Run run = run(power, round, () -> power.cut(random).at());

        run.write("power cut, appendfsync everysec");
        assertThat(run.lost.values()).as("how old what is lost was").allMatch(age -> age.compareTo(WINDOW) < 0);
    }

    /** While an fsync takes its time, Redis keeps what it has acknowledged to itself, so that even its own death loses it. */
    @ParameterizedTest
    @MethodSource("rounds")
    void losesOnlyTheLastTwoSecondsWhereRedisDiesWhileItsDiskIsSlow(int round) {
        PowerSupply power = PowerSupply.on(folder.resolve("redis"), "everysec", Duration.ofMillis(700));

        Run run = run(power, round, power::kill);

        run.write("kill -9 of Redis, appendfsync everysec, fsync takes 0.7 s");
        assertThat(run.lost.values()).as("how old what is lost was").allMatch(age -> age.compareTo(WINDOW) < 0);
    }

    /**
     * What some faults did.
     *
     * @param lost how long before its loss each lost task was acknowledged, by key
     */
    private record Run(Map<String, Duration> lost, Verdict.Outcome outcome, Instant last) {

        void write(String what) {
            Duration oldest = lost.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
            Figures.write(
                    what,
                    ("%d times, %d tasks left, %d lost, the oldest acknowledged %s before, %d repeated, "
                                    + "the last settled %s after the last time")
                            .formatted(
                                    CUTS,
                                    outcome.tasks(),
                                    lost.size(),
                                    Figures.seconds(oldest),
                                    outcome.repeats(),
                                    outcome.after(last)));
        }
    }

    private Run run(PowerSupply power, int round, Supplier<Instant> cut) {
        RandomGenerator random = seed.random("moments " + round);
        try (Lab lab = Lab.start(folder, 2, power.redis(), UnaryOperator.identity());
                Recorder load = lab.load(150, seed.random("load " + round))) {
            List<Instant> cuts = Stream.generate(() -> cutOnce(lab, load, random, power, cut))
                    .limit(CUTS)
                    .toList();
            load.awaitMore(50);
            load.stop();

            Map<String, Recorder.Acknowledged> tasks = new HashMap<>(load.acknowledged());
            Set<String> missing = new FinalStates(lab.cluster(), tasks.values()).awaitMissing(LIMIT);
            Map<String, Duration> lost = new HashMap<>();
            missing.forEach(key -> lost.put(key, age(tasks.remove(key), cuts)));
            Verdict.Outcome outcome =
                    power.isForgetful() ? lab.checkForgetful(tasks.values(), LIMIT) : lab.check(tasks.values(), LIMIT);
            return new Run(lost, outcome, cuts.getLast());
        }
    }

    private static Instant cutOnce(
            Lab lab, Recorder load, RandomGenerator random, PowerSupply power, Supplier<Instant> cut) {
        load.awaitMore(random.nextInt(150, 400));
        return lab.faultOfAll(() -> {
            Instant at = cut.get();
            power.restart();
            load.awaitMore(1);
            return at;
        });
    }

    /** An answer that was on its way when the power was cut has no age. */
    private static Duration age(Recorder.Acknowledged task, List<Instant> cuts) {
        return cuts.stream()
                .filter(at -> !at.isBefore(task.sent()))
                .map(at -> at.isBefore(task.at()) ? Duration.ZERO : Duration.between(task.at(), at))
                .min(Duration::compareTo)
                .orElseThrow(() -> new AssertionError(task + " is lost, and nothing was cut after it"));
    }
}
