package io.spillway.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** How much of the machine was used by anybody else: all that was busy, less this process and what it started. */
public final class Others {

    private final long began = System.nanoTime();
    private final double before = foreign();

    private Others() {}

    public static Others begin() {
        return new Others();
    }

    /** Cores on average since the beginning; NaN without /proc. */
    public double cores() {
        return Math.max(0, foreign() - before) / Math.max(0.01, (System.nanoTime() - began) / 1e9);
    }

    private static double foreign() {
        try {
            String[] fields =
                    Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+");
            double busy = 0;
            for (int i = 1; i <= 8; i++) {
                boolean idle = i == 4 || i == 5;
                busy += idle ? 0 : Long.parseLong(fields[i]);
            }
            return busy * Cpu.TICK - own();
        } catch (IOException notLinux) {
            return Double.NaN;
        }
    }

    private static double own() {
        ProcessHandle self = ProcessHandle.current();
        return LongStream.concat(LongStream.of(self.pid()), self.descendants().mapToLong(ProcessHandle::pid))
                .mapToDouble(Cpu::secondsWithEnded)
                .filter(Double::isFinite)
                .sum();
    }
}
