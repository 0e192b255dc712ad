package io.spillway.server.pool;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures what the machine has left for more workers.
 *
 * <p>CPU is the share of the processors that <em>this process</em> uses, not that of the machine: where the server's own work
 * has taken them all, more workers only share what there is. What a neighbour takes, a Redis on the same small machine say,
 * is no such sign: workers that wait cost nothing there, and the larger batches that they allow spare it work. It is the
 * larger of two readings: the process's CPU time over the last half second, which is quick but knows whole processors
 * only, and, each second, what the JDK says, which knows the quota of a container.
 *
 * <p>Heap is what was in use after the last collection of any kind, as a share of the largest size. What is in use at a
 * moment says nothing: a collector lets it rise until it has to work. A pool's own {@code CollectionUsage} is no better: a
 * collector that has not yet been to the old generation leaves its reading there at nothing, however full it is.
 */
public final class MachineMeter {

    private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Source source;
    private final Deque<Look> looks = new ArrayDeque<>();
    private double slowCpu;
    private double heap;
    private long slowAt;

    /** Where the numbers come from. */
    interface Source {
        /** The CPU time of this process, in ns. */
        long cpuNanos();

        int processors();

        /** The share of what this process may use, since the last call; negative where that is not known. */
        double cpuShare();

        /** The share of the heap that was in use after the last collection. */
        double heapShare();
    }

    private record Look(long at, long cpuNanos) {}

    MachineMeter(Source source) {
        this.source = source;
    }

    /** Measures the JVM that it runs in. */
    public static MachineMeter ofThisJvm() {
        return new MachineMeter(new Jvm());
    }

    /** What there is now. Called by one thread, again and again. */
    PoolSignals.Machine read(long now) {
        if (looks.isEmpty() || now - slowAt >= SLOW_NANOS) {
            slowCpu = source.cpuShare();
            heap = source.heapShare();
            slowAt = now;
        }
        looks.addLast(new Look(now, source.cpuNanos()));
        while (looks.size() > 2 && now - looks.getFirst().at() > RECENT_NANOS) {
            looks.removeFirst();
        }
        return new PoolSignals.Machine(Math.clamp(Math.max(recentCpu(), slowCpu), 0.0, 1.0), heap);
    }

    private double recentCpu() {
        Look first = looks.getFirst();
        Look last = looks.getLast();
        long passed = last.at() - first.at();
        return passed == 0 ? 0 : (last.cpuNanos() - first.cpuNanos()) / ((double) passed * source.processors());
    }

    private static final class Jvm implements Source {

        private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        private final List<GarbageCollectorMXBean> collectors =
                ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
        private final List<String> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .toList();

        @Override
        public long cpuNanos() {
            return system.getProcessCpuTime();
        }

        @Override
        public int processors() {
            return Runtime.getRuntime().availableProcessors();
        }

        @Override
        public double cpuShare() {
            return system.getProcessCpuLoad();
        }

        @Override
        public double heapShare() {
            long max = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
            if (max <= 0) {
                return 0;
            }
            return collectors.stream()
                    .flatMap(collector -> Stream.ofNullable(collector.getLastGcInfo()))
                    .max(Comparator.comparingLong(GcInfo::getEndTime))
                    .map(last -> (double) used(last) / max)
                    .orElse(0.0);
        }

        private long used(GcInfo last) {
            return heapPools.stream()
                    .flatMap(pool ->
                            Stream.ofNullable(last.getMemoryUsageAfterGc().get(pool)))
                    .mapToLong(MemoryUsage::getUsed)
                    .sum();
        }
    }
}
