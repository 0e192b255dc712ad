package io.spillway.bench.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What lives on the heap of another JVM. */
public final class Heap {

    private Heap() {}

    /** Bytes of live objects after a full collection, by jcmd's class histogram. */
    public static double liveBytes(long pid, Path scratch) throws IOException, InterruptedException {
        try (Child jcmd = Child.start(
                scratch.resolve("jcmd.log"),
                List.of(Project.jdk("jcmd"), Long.toString(pid), "GC.class_histogram"),
                Map.of())) {
            return jcmd.output(Duration.ofMinutes(1))
                    .lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[2]))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd printed no total"));
        }
    }
}
