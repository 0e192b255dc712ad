package io.spillway.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The rehearsed start that the launcher's servers profit from, made once for all tests: their many starts take half the time. */
final class Rehearsal {

    private static final Duration BOUND = Duration.ofSeconds(180);

    /** What a server's JVM gets to use it. */
    static final List<String> OPTIONS = options();

    private Rehearsal() {}

    private static List<String> options() {
        Path home = Project.distribution();
        Path cache = home.resolve("spillway.aot");
        Path lock = Project.TARGET.resolve("rehearsal.lock");
        // Tests run in several processes, and one rehearsal is enough for all.
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!isNew(cache, home)) {
                rehearse(home);
            }
        } catch (IOException e) {
            throw new AssertionError("the start was not rehearsed", e);
        }
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off");
    }

    private static boolean isNew(Path cache, Path home) throws IOException {
        if (!Files.exists(cache)) {
            return false;
        }
        for (Path jar : Project.files(home.resolve("lib"), ".jar")) {
            if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(cache)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static void rehearse(Path home) throws IOException {
        Files.deleteIfExists(home.resolve("spillway.aot"));
        Path folder = Files.createDirectories(Project.TARGET.resolve("rehearsal"));
        String script = "set -euo pipefail; . '" + Project.ROOT + "/scripts/build.sh'; train '" + home + "'";
        try (Child training = Child.start(
                folder, "train", List.of("bash", "-c", script), Map.of("JAVA_HOME", System.getProperty("java.home")))) {
            Await.until("the rehearsal's end", BOUND, () -> !training.isAlive());
            if (!Files.exists(home.resolve("spillway.aot"))) {
                throw new AssertionError("the start was not rehearsed; " + training.said());
            }
        }
    }
}
