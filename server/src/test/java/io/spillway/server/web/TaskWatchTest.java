package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.auth.Role;
import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Following one task over HTTP. */
@Timeout(60)
final class TaskWatchTest {

    private static final TaskId ID = new TaskId("probe-noop.0.01KAQF5E0000000000000000AA");
    private static final String PATH = "/api/v1/tasks/" + ID + "/watch";

    private RunningServer server = RunningServer.start();
    private RunUntilClosed looking = RunUntilClosed.start("following", () -> server.following.runOnce());

    @AfterEach
    void close() {
        looking.close();
        server.close();
    }

    private void serve(StreamConfig config) {
        close();
        server = RunningServer.start(config);
        looking = RunUntilClosed.start("following", () -> server.following.runOnce());
    }

    @Test
    void tellsEachChangeUntilTheTaskHasEndedAndThenEnds() throws Exception {
        put(task(TaskState.PENDING, 0, null));
        try (Watcher watcher = new Watcher(null)) {
            Event first = watcher.next("task");
            put(task(TaskState.RUNNING, 1, null));
            Event second = watcher.next("task");
            put(task(TaskState.SUCCEEDED, 1, null));
            Event third = watcher.next("task");

            assertThat(first.data().get("state").textValue()).isEqualTo("pending");
            assertThat(second.data().get("state").textValue()).isEqualTo("running");
            assertThat(third.data().get("state").textValue()).isEqualTo("succeeded");
            assertThat(watcher.ends()).isTrue();
        }
        assertThat(server.streamChanges).containsExactly("tasks OPENED", "tasks ENDED");
        assertThat(server.following.count()).isZero();
    }

    @Test
    void aTaskThatIsNotDueTellsHowLongThereIsToWait() throws Exception {
        put(task(TaskState.PENDING, 0, Fakes.NOW.plusMillis(2500)));
        try (Watcher watcher = new Watcher(null)) {
            long first = watcher.next("tick").data().get("remainingMillis").longValue();
            long second = watcher.next("tick").data().get("remainingMillis").longValue();

            // The clock of the store stands still between two looks, and moves on with the node's from each on.
            assertThat(first).isBetween(1_900L, 2_500L);
            assertThat(second).isLessThanOrEqualTo(2_500L);
        }
    }

    @Test
    void whoComesBackHearsOfTheTaskOnlyIfItHasChanged() throws Exception {
        put(task(TaskState.RUNNING, 1, null));
        String seen;
        try (Watcher watcher = new Watcher(null)) {
            seen = watcher.next("task").id();
        }

        try (Watcher watcher = new Watcher(seen)) {
            put(task(TaskState.FAILED, 1, null));

            assertThat(watcher.next("task").data().get("state").textValue()).isEqualTo("failed");
        }
    }

    @Test
    void whoKnowsTheEndIsToldNotToComeBack() throws Exception {
        Task ended = task(TaskState.SUCCEEDED, 1, null);
        put(ended);

        HttpResponse<String> answer = server.get(PATH, "Last-Event-ID", TaskStory.mark(ended));
        HttpResponse<String> whole = server.get(PATH, "Last-Event-ID", "something-else");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).contains("event: task", "\"state\":\"succeeded\"");
    }

    @Test
    void aTaskThatIsForgottenEndsTheStream() throws Exception {
        put(task(TaskState.RUNNING, 1, null));
        try (Watcher watcher = new Watcher(null)) {
            watcher.next("task");
            server.store.tasks.clear();

            assertThat(watcher.next("gone").data().get("id").textValue()).isEqualTo(ID.value());
            assertThat(watcher.ends()).isTrue();
        }
    }

    @Test
    void aTaskThatIsNotThereCannotBeFollowed() {
        assertThat(server.get(PATH).statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/tasks/nonsense/watch").statusCode()).isEqualTo(404);
        assertThat(server.following.count()).isZero();
    }

    @Test
    void noCallerGetsMoreStreamsThanItsShareAndAllNotMoreThanThereAre() throws Exception {
        serve(new StreamConfig(3, 2, Duration.ofSeconds(5)));
        put(task(TaskState.RUNNING, 1, null));
        String session = Guard.COOKIE + "=" + server.sessions.begin(Role.VIEWER);
        try (Watcher one = new Watcher(null);
                Watcher two = new Watcher(null)) {
            one.next("task");
            two.next("task");

            HttpResponse<String> third = server.get(PATH);
            try (Watcher other = new Watcher(null, "Cookie: " + session)) {
                other.next("task");
                HttpResponse<String> fourth = server.send(server.request(PATH).header("Cookie", session));

                assertThat(third.statusCode()).isEqualTo(503);
                assertThat(third.body()).contains("with this token");
                assertThat(third.headers().firstValue("Retry-After")).contains("10");
                assertThat(fourth.statusCode()).isEqualTo(503);
                assertThat(fourth.body()).contains("Too many clients are listening.");
            }
        }
    }

    @Test
    void whoNeverReadsIsDroppedAndDelaysNobody() throws Exception {
        serve(new StreamConfig(10, 10, Duration.ofSeconds(2)));
        server.clock = InstantSource.system();
        put(large(0));
        try (Watcher deaf = new Watcher(null);
                Watcher attentive = new Watcher(null)) {
            int attempt = 0;
            attentive.next("task");
            while (!server.streamChanges.contains("tasks DROPPED")) {
                put(large(++attempt));
                while (attentive.next("task").data().get("attempt").intValue() < attempt) {
                    // What was told before the last change.
                }
            }

            put(task(TaskState.SUCCEEDED, attempt, null));
            while (!attentive.next("task").data().get("state").textValue().equals("succeeded")) {
                // What was told before the end.
            }
            assertThat(attentive.ends()).isTrue();
            assertThat(deaf.isCut()).isTrue();
        }
    }

    private void put(Task task) {
        server.store.tasks.put(task.id(), task);
    }

    private static Task task(TaskState state, int attempt, @Nullable Instant due) {
        return task(state, attempt, due, "{}");
    }

    private static Task large(int attempt) {
        return task(TaskState.RUNNING, attempt, null, "{\"filler\":\"" + "x".repeat(512 * 1024) + "\"}");
    }

    private static Task task(TaskState state, int attempt, @Nullable Instant due, String payload) {
        return new Task(
                ID,
                state,
                new Task.Spec("probe-noop", payload, Criticality.CRITICAL, 3, null, null, null),
                new Task.Claim(attempt, attempt, null, null),
                new Task.Times(Fakes.NOW, null, due, null, null, state.isTerminal() ? Fakes.NOW : null),
                null,
                null,
                false);
    }

    private record Event(String name, String id, JsonNode data) {}

    /** A client on a connection of its own, which reads only when it is asked to. */
    private final class Watcher implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;

        Watcher(@Nullable String lastEventId) throws IOException {
            this(lastEventId, "Authorization: Bearer " + server.token(Role.ADMIN));
        }

        Watcher(@Nullable String lastEventId, String credentials) throws IOException {
            socket = new Socket("127.0.0.1", server.server().port());
            socket.setSoTimeout(20_000);
            List<String> lines =
                    new ArrayList<>(List.of("GET " + PATH + " HTTP/1.1", "Host: x", "Connection: close", credentials));
            if (lastEventId != null) {
                lines.add("Last-Event-ID: " + lastEventId);
            }
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** The next event of that name. */
        Event next(String name) throws IOException {
            String event = "";
            String id = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                    id = "";
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ") && event.equals(name)) {
                    return new Event(event, id, Json.object(line.substring(6).getBytes(StandardCharsets.UTF_8)));
                }
            }
            throw new AssertionError("the stream ended without an event '" + name + "'");
        }

        /** Whether nothing more comes, but what chunked encoding ends with. */
        boolean ends() throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("event: ")) {
                    return false;
                }
            }
            return true;
        }

        /** Whether the server gave it up: what was on its way is read, and then there is an end or a reset. */
        boolean isCut() throws IOException {
            try {
                while (in.read() >= 0) {
                    // What was on its way.
                }
                return true;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
