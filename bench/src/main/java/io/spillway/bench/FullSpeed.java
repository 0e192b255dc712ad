package io.spillway.bench;

import io.spillway.bench.load.Wrk;
import io.spillway.bench.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A program under as many requests as it answers: what is acknowledged and what is settled while they come, and how long the
 * rest takes.
 *
 * @param size tasks in a request
 */
record FullSpeed(Wrk wrk, int size) {

    private static final Duration DRAIN = Duration.ofMinutes(2);

    /**
     * One run. Rates are over the time of the requests; microseconds are processor time for a task, until all are settled.
     *
     * @param refused requests that were not answered with 2xx, or not at all
     * @param drain until the last task was settled, in seconds after the last answer
     */
    record Run(
            double acknowledged,
            double settled,
            double millis50,
            double millis99,
            long refused,
            double serverMicros,
            double redisMicros,
            double drain) {}

    Run measure(Program program, Duration length) throws IOException, InterruptedException {
        String path = size == 1 ? program.path() : program.batchPath();
        String body = size == 1 ? Program.NOOP : Program.batch(Program.NOOP, size);
        double settledBefore = program.settled();
        double acceptedBefore = program.accepted();
        double cpu = program.cpuSeconds();
        double redis = program.redisSeconds();
        Wrk.Result seen = wrk.run(program.api(), path, body, length);
        double settled = program.settled() - settledBefore;
        long end = System.nanoTime();
        double accepted = program.accepted() - acceptedBefore;
        await(program, acceptedBefore + accepted);
        double drain = (System.nanoTime() - end) / 1e9;
        return new Run(
                Math.min(accepted, seen.acknowledged() * size) / seen.seconds(),
                settled / seen.seconds(),
                seen.millis50(),
                seen.millis99(),
                seen.refused() + seen.broken(),
                (program.cpuSeconds() - cpu) * 1e6 / accepted,
                (program.redisSeconds() - redis) * 1e6 / accepted,
                drain);
    }

    private static void await(Program program, double accepted) throws IOException {
        long until = System.nanoTime() + DRAIN.toNanos();
        while (program.settled() < accepted) {
            if (System.nanoTime() > until) {
                throw new IOException(program.name() + " has not settled all after " + DRAIN + ": " + program.settled()
                        + " of " + accepted);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}
