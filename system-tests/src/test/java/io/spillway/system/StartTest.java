package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can't be started with: one sentence, an exit code, and nothing left running. */
@Packaged
@Alone
@Timeout(120)
final class StartTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void refusesAPortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            ServerSetup setup = ServerSetup.in(folder).withPort(taken.getLocalPort());

            String sentence = refusal(setup);

            assertThat(sentence).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void refusesADataFolderThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        String sentence = refusal(ServerSetup.in(folder).withData(file.resolve("data")));

        assertThat(sentence).contains(file.toString());
    }

    @Test
    void refusesAnUnknownConfigurationKeyAndNamesTheNearest() {
        String sentence = refusal(ServerSetup.in(folder).with("engine.leese", "5s"));

        assertThat(sentence).contains("engine.leese").contains("engine.lease");
    }

    @Test
    void refusesARedisThatDoesNotAnswerAndNamesIt() throws IOException {
        int free;
        try (ServerSocket closedSoon = new ServerSocket(0)) {
            free = closedSoon.getLocalPort();
        }

        String sentence = refusal(ServerSetup.in(folder).with("redis.url", "redis://127.0.0.1:" + free));

        assertThat(sentence).contains("127.0.0.1:" + free).contains("--redis");
    }

    @Test
    void refusesADataFolderThatAnotherServerUses() {
        try (ServerProcess first = ServerProcess.start(ServerSetup.in(folder))) {
            String sentence = sentence(ServerProcess.launch(ServerSetup.in(folder)));

            assertThat(sentence).contains(first.data().toString());
            assertThat(first.api().answers("/-/ready", 200)).isTrue();
            assertThat(first.redis().runs()).as("the first one's Redis").isTrue();
        }
    }

    @Test
    void goesOnWithoutAPluginWhoseJarIsTruncatedAndNamesItsFile() throws IOException {
        ServerSetup setup = ServerSetup.in(folder);
        byte[] whole = Files.readAllBytes(
                Project.files(Project.distribution().resolve("plugins"), ".jar").getFirst());
        Files.createDirectories(setup.plugins());
        Files.write(setup.plugins().resolve("truncated.jar"), Arrays.copyOf(whole, whole.length / 2));

        try (ServerProcess server = ServerProcess.start(setup)) {
            JsonNode plugin = Await.value(
                    "the truncated jar among the plugins",
                    LIMIT,
                    () -> Plugins.ofFile(server.api(), "truncated.jar")
                            .filter(each -> each.path("state").asText().equals("failed")));

            assertThat(plugin.path("error").asText()).contains("truncated.jar");
            String id = server.api().submitted(Api.task("probe-noop", Map.of()));
            server.api().awaitState(id, "SUCCEEDED", LIMIT);
        }
    }

    @Test
    void refusesWithoutAJdk25() {
        Map<String, String> environment = Map.of(
                "SPILLWAY_JAVA_SEARCH", "/nonexistent",
                "JAVA_HOME", "/nonexistent",
                "PATH", "/usr/bin:/bin");
        List<String> command = List.of(
                Project.ROOT.resolve("spillway").toString(),
                "server",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString());

        String sentence = sentence(Child.start(folder, "launcher", command, environment));

        assertThat(sentence).contains("25");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    /** What the server says when it does not start, and that nothing is left of it. */
    private static String refusal(ServerSetup setup) {
        String sentence = sentence(ServerProcess.launch(setup));

        Path pid = ServerProcess.redisPid(setup.data());
        if (Files.isDirectory(setup.data())) {
            assertThat(Pid.in(pid).filter(Pid::runs)).as("a Redis left running").isEmpty();
            assertThat(setup.data().resolve("port")).doesNotExist();
        }
        return sentence;
    }

    private static String sentence(Child child) {
        try (child) {
            int code = child.exitCode(LIMIT);
            List<String> lines =
                    child.err().lines().filter(line -> !line.isBlank()).toList();

            assertThat(code).as("exit code; " + child.said()).isNotZero();
            assertThat(lines).as("lines on stderr; " + child.said()).hasSize(1);
            assertThat(lines.getFirst()).doesNotContain("Exception");
            return lines.getFirst();
        }
    }
}
