package io.spillway.bench.machine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures were taken on. */
public final class Machine {

    private Machine() {}

    /** The load average over the last minute, this program's own load included. */
    public static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Processor, memory, system and JDK in a line. */
    public static String describe() {
        return Runtime.getRuntime().availableProcessors() + " × " + find("/proc/cpuinfo", "model name", "processor")
                + ", " + memory() + ", " + find("/etc/os-release", "PRETTY_NAME", System.getProperty("os.name"))
                + ", JDK " + Runtime.version().feature();
    }

    private static String memory() {
        String[] parts = find("/proc/meminfo", "MemTotal", "").split(" ", 2);
        return parts.length == 2 ? Math.round(Long.parseLong(parts[0]) / 1048576.0) + " GiB" : "unknown memory";
    }

    private static String find(String file, String name, String otherwise) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length())
                            .replaceFirst("^\\s*[:=]", "")
                            .replace("\"", "")
                            .strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException notLinux) {
            return otherwise;
        }
    }
}
