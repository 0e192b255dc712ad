package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The project's files, as they lie in the source tree and as the build leaves them. */
public final class Project {

    public static final Path ROOT =
            Path.of(System.getProperty("spillway.root", "..")).toAbsolutePath().normalize();
    static final Path ALERT_RULES = ROOT.resolve("alert-rules");
    static final Path DASHBOARDS = ROOT.resolve("dashboards");
    public static final Path TARGET = Path.of("target").toAbsolutePath();

    private static final Path DISTRIBUTION = ROOT.resolve("distribution/target/spillway");

    private Project() {}

    /** The unpacked distribution. A missing one fails the test: nothing here runs against anything else. */
    public static Path distribution() {
        if (!Files.isDirectory(DISTRIBUTION.resolve("lib"))) {
            throw new AssertionError(
                    DISTRIBUTION + " is not there: build the distribution first, such as by mvn package");
        }
        return DISTRIBUTION;
    }

    /** The JDK that runs the tests, which is the one that the server needs. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The jar of a plugin that the build made, without its sources or the jar before shading. */
    static Path pluginJar(String module) {
        Path folder = ROOT.resolve("executors").resolve(module).resolve("target");
        return files(folder, ".jar").stream()
                .filter(file -> !file.getFileName().toString().matches("original-.*|.*-(sources|javadoc|tests)\\.jar"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no jar in " + folder));
    }

    /** The folder's files with this ending, by name; never none. */
    public static List<Path> files(Path folder, String ending) {
        try (var all = Files.list(folder)) {
            List<Path> found = all.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new AssertionError("no *" + ending + " in " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
