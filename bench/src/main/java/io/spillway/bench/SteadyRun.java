package io.spillway.bench;

import io.spillway.bench.load.Connection;
import io.spillway.bench.load.FixedRate;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.MemoryMonitor;
import io.spillway.bench.machine.Pauses;
import io.spillway.bench.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One run at a fixed rate, one task a request. The end of a task is read afterwards: it is what its script saw on the same
 * machine's clock, cut to the millisecond, so half of one is added. A single latency is exact to ± 0.5 ms, and a percentile,
 * over thousands of them, about as well; the time that the script itself takes is not in it.
 *
 * <p>The first second does not count: the program has rested, and begins again.
 *
 * @param answered from the intended start to the answer
 * @param settled from the intended start to the task's end, for 10,000 to 20,000 tasks at even distances
 * @param undisturbed of these, those that were due while the kernel let all programs run
 * @param pauses when it did not
 * @param failed tasks that were not taken, or did not succeed
 * @param serverMicros processor time for a task
 * @param redisMicros likewise
 */
record SteadyRun(
        Latencies answered,
        Latencies settled,
        Latencies undisturbed,
        Pauses pauses,
        int tasks,
        long failed,
        double serverMicros,
        double redisMicros) {

    /** What the 99th percentile should be. */
    static final Duration GOAL = Duration.ofMillis(10);

    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final int READ = 10_000;
    private static final Duration LEAD = Duration.ofSeconds(1);
    private static final Duration DRAIN = Duration.ofMinutes(1);

    /** A task that was taken. */
    private record Taken(String id, FixedRate.Intended intended) {}

    /** What the run told of one task's end. */
    private record End(FixedRate.Intended intended, long micros) {}

    static SteadyRun measure(Program program, FixedRate rate) throws IOException, InterruptedException {
        AtomicReferenceArray<@Nullable Taken> taken = new AtomicReferenceArray<>(rate.requests());
        Latencies answered = new Latencies();
        byte[] request = Connection.post(program.api(), program.path(), Program.NOOP);
        double before = program.settled();
        double cpu = program.cpuSeconds();
        double redis = program.redisSeconds();
        Pauses pauses;
        try (MemoryMonitor monitor = MemoryMonitor.watch()) {
            rate.run(() -> sender(Connection.open(program.api().port()), request, lead(rate), taken, answered));
            pauses = monitor.pauses();
        }
        List<Taken> all = present(taken);
        double serverMicros = (program.cpuSeconds() - cpu) * 1e6 / rate.requests();
        double redisMicros = (program.redisSeconds() - redis) * 1e6 / rate.requests();
        long lost = all.size() - await(program, before, all.size());
        Latencies settled = new Latencies();
        Latencies undisturbed = new Latencies();
        for (End end : ends(
                program,
                all.stream()
                        .filter(each -> each.intended().index() >= lead(rate))
                        .toList())) {
            settled.add(end.micros());
            if (!pauses.mayDisturb(end.intended().nanos(), GOAL)) {
                undisturbed.add(end.micros());
            }
        }
        return new SteadyRun(
                answered,
                settled,
                undisturbed,
                pauses,
                rate.requests(),
                rate.requests() - all.size() + lost,
                serverMicros,
                redisMicros);
    }

    /** How many requests come before those that count. */
    private static int lead(FixedRate rate) {
        return (int) Math.min(rate.requests() / 2.0, rate.perSecond() * LEAD.toSeconds());
    }

    private static FixedRate.Sender sender(
            Connection connection,
            byte[] request,
            int lead,
            AtomicReferenceArray<@Nullable Taken> taken,
            Latencies answered) {
        return new FixedRate.Sender() {
            @Override
            public void send(FixedRate.Intended intended) throws IOException {
                Connection.Answer answer = connection.send(request);
                if (intended.index() >= lead) {
                    answered.add((System.nanoTime() - intended.nanos()) / 1000);
                }
                Matcher id = ID.matcher(answer.body());
                if (answer.status() == 201 && id.find()) {
                    taken.set(intended.index(), new Taken(id.group(1), intended));
                }
            }

            @Override
            public void close() throws IOException {
                connection.close();
            }
        };
    }

    private static List<Taken> present(AtomicReferenceArray<@Nullable Taken> taken) {
        List<Taken> all = new ArrayList<>(taken.length());
        for (int i = 0; i < taken.length(); i++) {
            Taken each = taken.get(i);
            if (each != null) {
                all.add(each);
            }
        }
        return all;
    }

    /** Waits for the end of all, for a while. @return how many have succeeded */
    private static long await(Program program, double before, int tasks) throws IOException {
        long until = System.nanoTime() + DRAIN.toNanos();
        while (program.settled() - before < tasks && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return Math.min(tasks, Math.round(program.settled() - before));
    }

    private static List<End> ends(Program program, List<Taken> all) throws IOException, InterruptedException {
        int step = Math.max(1, all.size() / READ);
        List<Taken> read = new ArrayList<>();
        for (int i = 0; i < all.size(); i += step) {
            read.add(all.get(i));
        }
        List<OptionalLong> ends =
                program.finishedAt(read.stream().map(Taken::id).toList());
        List<End> told = new ArrayList<>();
        for (int i = 0; i < read.size(); i++) {
            FixedRate.Intended intended = read.get(i).intended();
            ends.get(i).ifPresent(end -> told.add(new End(intended, end * 1000 + 500 - intended.epochMicros())));
        }
        return told;
    }
}
