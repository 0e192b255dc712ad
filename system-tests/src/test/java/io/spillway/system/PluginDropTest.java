package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin's jar is dropped into the folder of a server that runs. */
@Packaged
@Timeout(120)
final class PluginDropTest {

    private static final String MODULE = "example-greeting";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void runsANewPluginWithoutARestartAndKeepsItWhenItsReplacementIsBroken() throws IOException {
        byte[] jar = Files.readAllBytes(Project.pluginJar(MODULE));
        try (ServerProcess server = ServerProcess.start(ServerSetup.in(folder))) {
            Api api = server.api();
            Set<String> before = Plugins.types(api);

            drop(server, jar);
            String type = Await.value("a new task type", LIMIT, () -> added(api, before));
            String first = api.submitted(Api.task(type, Map.of("name", "Ada")));
            api.awaitState(first, "SUCCEEDED", LIMIT);
            String sha = plugin(api).path("sha256").asText();

            drop(server, Arrays.copyOf(jar, jar.length / 2));
            Await.until(
                    "the broken jar's error",
                    Duration.ofSeconds(30),
                    () -> plugin(api).path("error").asText().contains(MODULE));
            String second = api.submitted(Api.task(type, Map.of("name", "Grace")));
            api.awaitState(second, "SUCCEEDED", LIMIT);

            assertThat(plugin(api).path("state").asText()).isEqualTo("active");
            assertThat(plugin(api).path("sha256").asText()).as("the old jar").isEqualTo(sha);
            assertThat(server.isAlive()).isTrue();
        }
    }

    /* Moved into place, as a careful deployment does. */
    private static void drop(ServerProcess server, byte[] jar) throws IOException {
        Path draft = Files.write(server.plugins().resolve(MODULE + ".jar.part"), jar);
        Files.move(draft, server.plugins().resolve(MODULE + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Optional<String> added(Api api, Set<String> before) {
        return Plugins.types(api).stream()
                .filter(type -> !before.contains(type))
                .findFirst();
    }

    private static JsonNode plugin(Api api) {
        return Plugins.ofFile(api, MODULE + ".jar").orElseThrow(() -> new AssertionError("no " + MODULE));
    }
}
