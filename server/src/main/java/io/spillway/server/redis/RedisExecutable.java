package io.spillway.server.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/** The {@code redis-server} to run: an installed one of version 7 or later, else the 6.2 that the server brings. */
final class RedisExecutable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisExecutable.class);
    private static final Pattern VERSION = Pattern.compile("v=([0-9]+)\\.");

    private RedisExecutable() {}

    /** @param folder where the bundled binary is unpacked to */
    static String find(Path folder) throws IOException {
        Optional<Path> installed = installed();
        if (installed.isPresent()) {
            return installed.get().toString();
        }
        LOG.info("No redis-server of version 7 or later is installed; the bundled one is used.");
        return bundled(folder);
    }

    /** Unpacks the Redis that the server brings. */
    static String bundled(Path folder) throws IOException {
        Path unpacked = Files.createDirectories(folder.resolve("bin"));
        return ExecutableProvider.newJarResourceProvider(unpacked.toFile())
                .get()
                .getAbsolutePath();
    }

    private static Optional<Path> installed() {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        for (String folder : path.split(":", -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, "redis-server");
            if (Files.isExecutable(candidate) && majorVersion(candidate) >= 7) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** 0 for a program that does not say. */
    private static int majorVersion(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = VERSION.matcher(text);
            return process.waitFor(5, TimeUnit.SECONDS) && matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            LOG.warn("{} can't be run, so it is not used: {}", program, e.getMessage());
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
