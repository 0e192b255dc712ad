package io.spillway.bench.machine;

import java.nio.file.Path;

/** Where things are in the project. */
public final class Project {

    private Project() {}

    public static Path root() {
        return Path.of(System.getProperty("spillway.root", "."))
                .toAbsolutePath()
                .normalize();
    }

    public static Path results() {
        return root().resolve("bench/target/results.ndjson");
    }

    /** A program of the JDK that this runs on. */
    public static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
