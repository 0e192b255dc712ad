package io.spillway.system;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

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
            String made = made(home);
            Path last = Project.TARGET.resolve("rehearsed");
            if (!Files.exists(cache)
                    || !Files.exists(last)
                    || !Files.readString(last).equals(made)) {
                rehearse(home);
                Files.writeString(last, made);
            }
        } catch (IOException e) {
            throw new AssertionError("the start was not rehearsed", e);
        }
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off");
    }

    /* All files of the distribution bear the same time, so their content counts. */
    private static String made(Path home) throws IOException {
        CRC32 sum = new CRC32();
        for (Path jar : Project.files(home.resolve("lib"), ".jar")) {
            sum.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            sum.update(Files.readAllBytes(jar));
        }
        return Long.toHexString(sum.getValue());
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
