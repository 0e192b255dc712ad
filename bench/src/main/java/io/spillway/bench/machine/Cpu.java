package io.spillway.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time that a process has used. */
public final class Cpu {

    /** As Linux counts for programs: always a hundredth of a second. */
    static final double TICK = 0.01;

    private Cpu() {}

    /** Seconds, without those of its children; NaN where there is no such process, or no /proc. */
    public static double seconds(long pid) {
        return ticks(pid, 2) * TICK;
    }

    /** Of the process and of its children that have ended. */
    static double secondsWithEnded(long pid) {
        return ticks(pid, 4) * TICK;
    }

    private static double ticks(long pid, int fields) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double sum = 0;
            for (int i = 0; i < fields; i++) {
                sum += Long.parseLong(rest[11 + i]);
            }
            return sum;
        } catch (IOException gone) {
            return Double.NaN;
        }
    }
}
