package io.spillway.bench;

import io.spillway.bench.load.Api;
import io.spillway.bench.load.Series;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/** Scrapes the pool ten times a second. Times are {@link System#nanoTime}; what is found is exact to a tenth of a second. */
final class PoolWatch implements AutoCloseable {

    private static final long PERIOD = Duration.ofMillis(100).toNanos();

    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final Thread thread;

    /** What one scrape said. */
    record Sample(long nanos, double limit, double busy, double succeeded, double queued) {}

    private PoolWatch(Api api) {
        thread = Thread.ofPlatform().daemon().name("pool-watch").start(() -> {
            for (long next = System.nanoTime(); !Thread.interrupted(); next += PERIOD) {
                LockSupport.parkNanos(next - System.nanoTime());
                try {
                    samples.add(sample(api));
                } catch (IOException interruptedOrBusy) {
                    // The next one tells.
                }
            }
        });
    }

    /** Begins, and waits for the first sample. */
    static PoolWatch start(Api api) {
        PoolWatch watch = new PoolWatch(api);
        while (watch.samples.isEmpty()) {
            LockSupport.parkNanos(PERIOD);
        }
        return watch;
    }

    private static Sample sample(Api api) throws IOException {
        Series series = api.metrics();
        return new Sample(
                System.nanoTime(),
                series.sum("spillway_workers", "state=\"limit\""),
                series.sum("spillway_workers", "state=\"busy\""),
                series.sum("spillway_tasks_total", "outcome=\"succeeded\""),
                series.sum("spillway_queue_depth"));
    }

    Sample last() {
        return samples.getLast();
    }

    /** Waits until nothing is to be done and the limit is back where it was at the start. Gives up after the time. */
    void awaitRest(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < until && !isAtRest(last())) {
            LockSupport.parkNanos(PERIOD);
        }
        // One more than was seen, so that the end is in the samples.
        LockSupport.parkNanos(2 * PERIOD);
    }

    private boolean isAtRest(Sample sample) {
        return sample.busy() == 0 && sample.queued() == 0 && sample.limit() <= floor();
    }

    private double floor() {
        return samples.getFirst().limit();
    }

    boolean isConstant() {
        return samples.stream().mapToDouble(Sample::limit).distinct().count() == 1;
    }

    /** The first sample at that time or later; the last one if there is none. */
    Sample at(long nanos) {
        return samples.stream()
                .filter(sample -> sample.nanos() >= nanos)
                .findFirst()
                .orElse(last());
    }

    /** From that time on. */
    double highest(long begin, ToDoubleFunction<Sample> of) {
        return samples.stream()
                .filter(sample -> sample.nanos() >= begin)
                .mapToDouble(of)
                .max()
                .orElse(Double.NaN);
    }

    /** Seconds until the limit was that high; NaN if it never was, or was before. */
    double grown(long begin, double need) {
        return at(begin).limit() >= need
                ? Double.NaN
                : samples.stream()
                        .filter(sample -> sample.nanos() >= begin && sample.limit() >= need)
                        .mapToDouble(sample -> (sample.nanos() - begin) / 1e9)
                        .findFirst()
                        .orElse(Double.NaN);
    }

    /** Seconds until the beginning of the first second in which so many were settled; NaN if there was none. */
    double settles(long begin, double perSecond) {
        for (Sample from : samples) {
            Sample to = at(from.nanos() + 1_000_000_000L);
            double span = (to.nanos() - from.nanos()) / 1e9;
            if (from.nanos() >= begin && span > 0.9 && (to.succeeded() - from.succeeded()) / span >= perSecond) {
                return (from.nanos() - begin) / 1e9;
            }
        }
        return Double.NaN;
    }

    /** When nobody was busy any more after that time. */
    long idleSince(long end) {
        return samples.stream()
                .filter(sample -> sample.nanos() >= end && sample.busy() == 0 && sample.queued() == 0)
                .mapToLong(Sample::nanos)
                .findFirst()
                .orElse(end);
    }

    /** Seconds from that time until the limit was back where it was at the start, negative if it was sooner; NaN if it is not. */
    double shrunk(long end, long idleSince) {
        return isConstant()
                ? Double.NaN
                : samples.stream()
                        .filter(sample -> sample.nanos() >= end && sample.limit() <= floor())
                        .mapToDouble(sample -> (sample.nanos() - idleSince) / 1e9)
                        .findFirst()
                        .orElse(Double.NaN);
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
