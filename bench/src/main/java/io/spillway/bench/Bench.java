package io.spillway.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs the bare cycle and Spillway in turn, and prints the median of their ratios: on a shared machine, only figures of
 * one run can be compared.
 */
public final class Bench {

    private Bench() {}

    /** One run of one contender. @param redisMicros processor time of Redis per task */
    private record Run(double tasksPerSecond, double redisMicros) {}

    /** @param args pairs (5), tasks a run (100000) */
    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        try (BenchRedis redis = BenchRedis.start()) {
            Contender bare = new BareCycle(redis);
            Contender spillway = new SpillwayEngine(redis);
            System.out.printf("warming up%n");
            measure(redis, bare, tasks);
            measure(redis, spillway, tasks);
            measure(redis, spillway, tasks);
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Run limit = measure(redis, bare, tasks);
                Run ours = measure(redis, spillway, tasks);
                double ratio = ours.tasksPerSecond() / limit.tasksPerSecond();
                ratios.add(ratio);
                System.out.printf(
                        Locale.ROOT,
                        "pair %d: %s %,.0f/s (Redis %.1f µs a task), %s %,.0f/s (Redis %.1f µs a task), ratio %.2f, load %.1f%n",
                        i + 1,
                        bare.name(),
                        limit.tasksPerSecond(),
                        limit.redisMicros(),
                        spillway.name(),
                        ours.tasksPerSecond(),
                        ours.redisMicros(),
                        ratio,
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            }
            ratios.sort(null);
            System.out.printf(
                    Locale.ROOT, "median ratio of %d pairs of %,d tasks: %.2f%n", pairs, tasks, ratios.get(pairs / 2));
        }
    }

    private static Run measure(BenchRedis redis, Contender contender, int tasks) throws Exception {
        redis.empty();
        double cpu = redis.cpuSeconds();
        long begin = System.nanoTime();
        contender.run(tasks);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Run(tasks / seconds, (redis.cpuSeconds() - cpu) * 1e6 / tasks);
    }
}
