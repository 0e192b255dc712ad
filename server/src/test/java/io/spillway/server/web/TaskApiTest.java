package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Admission;
import io.spillway.server.degrade.Scope;
import io.spillway.server.plugin.RegisteredHandler.FieldError;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.waiting.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskApiTest {

    private static final String NOOP = "{\"type\":\"probe-noop\",\"payload\":{}}";
    private static final Task TASK = Fakes.task(TaskState.PENDING);

    private static RunningServer server;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() {
        server.submits.requests.clear();
        server.submits.answer = request -> new SubmitAnswer.Created(TASK);
        server.store.tasks.clear();
        server.store.fault = null;
        server.auditStore.down = false;
    }

    @Test
    void aNewTaskIsCreatedWithItsLocation() throws IOException {
        HttpResponse<String> response = submit(NOOP);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Location")).hasValue("/api/v1/tasks/" + TASK.id());
        JsonNode task = json(response);
        assertThat(task.path("state").asText()).isEqualTo("pending");
        assertThat(task.path("traceId").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(task.path("error").path("cause").asText()).isEqualTo("third-party");
        assertThat(task.path("result").path("ok").asBoolean()).isTrue();
        assertThat(response.body()).contains("\"payload\":{\"a\":1.50}");
    }

    @Test
    void aTaskHasWhatItsDescriptionRequiresWhateverItsState() throws IOException {
        JsonNode required;
        try (InputStream in = NodeApi.class.getResourceAsStream("openapi.json")) {
            required = new ObjectMapper()
                    .readTree(in)
                    .path("components")
                    .path("schemas")
                    .path("Task")
                    .path("required");
        }

        for (TaskState state : TaskState.values()) {
            JsonNode task = new ObjectMapper()
                    .readTree(TaskJson.of(Fakes.bareTask(state)).toString());
            assertThat(required)
                    .isNotEmpty()
                    .allSatisfy(field -> assertThat(task.has(field.asText()))
                            .as(state + " " + field)
                            .isTrue());
        }
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(new SubmitAnswer.Existing(TASK), 200, "\"id\"", null),
                Arguments.of(new SubmitAnswer.KeyReused(TASK.id()), 422, "key-reused", null),
                Arguments.of(
                        new SubmitAnswer.UnknownType("prob-noop", "probe-noop"), 404, "did you mean probe-noop?", null),
                Arguments.of(
                        new SubmitAnswer.BadPayload(List.of(new FieldError("/quantity", "is required"))),
                        400,
                        "\"pointer\":\"/payload/quantity\",\"detail\":\"is required\"",
                        null),
                Arguments.of(
                        new SubmitAnswer.Shed(Tier.L2, new Scope.Core(), Duration.ofMillis(2500)),
                        503,
                        "\"type\":\"urn:spillway:problem:shed\"",
                        "3"),
                Arguments.of(
                        new SubmitAnswer.Busy(Duration.ofMillis(10), "It would have to wait for 70 s."),
                        429,
                        "\"detail\":\"It would have to wait for 70 s.\"",
                        "1"),
                Arguments.of(new SubmitAnswer.Unavailable(Duration.ofSeconds(5)), 503, "unavailable", "5"),
                Arguments.of(
                        new SubmitAnswer.Unavailable(Duration.ofSeconds(10), "It is nearly full."),
                        503,
                        "\"detail\":\"It is nearly full.\"",
                        "10"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void eachAnswerHasItsStatus(SubmitAnswer answer, int status, String body, String retryAfter) {
        server.submits.answer = request -> answer;

        HttpResponse<String> response = submit(NOOP);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(body);
        assertThat(response.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
    }

    @Test
    void everythingThatTheBodySaysArrives() {
        submit(
                "{\"type\":\"probe-noop\",\"payload\":{\"b\":[1,2.50],\"a\":null},\"idempotencyKey\":\"k\",\"criticality\":"
                        + "\"sheddable\",\"timeout\":\"PT3S\",\"delay\":\"PT1M\",\"caller\":\"c\"}",
                "X-Caller-Id",
                "another");

        assertThat(server.submits.requests)
                .containsExactly(new SubmitRequest(
                        "probe-noop",
                        "{\"b\":[1,2.50],\"a\":null}",
                        "k",
                        Criticality.SHEDDABLE,
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(1),
                        null,
                        "c"));
    }

    @Test
    void everythingThatTheHeadersSayArrives() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        submit(
                NOOP,
                "Idempotency-Key",
                "k",
                "X-Request-ID",
                "r",
                "X-Request-Timeout-Ms",
                "1500",
                "traceparent",
                trace,
                "X-Caller-Id",
                "c");

        assertThat(server.submits.requests)
                .containsExactly(
                        new SubmitRequest("probe-noop", "{}", "k", null, Duration.ofMillis(1500), null, trace, "c"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257})
    void aCallerWithoutANameOrWithALongOneIsRefused(int length) {
        HttpResponse<String> response = submit(NOOP, "X-Caller-Id", "c".repeat(length));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("X-Caller-Id must be 1 to 256 characters");
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void theShorterOfTwoTimeoutsHolds() {
        submit("{\"type\":\"t\",\"payload\":{},\"timeout\":\"PT3S\"}", "X-Request-Timeout-Ms", "5000");
        submit("{\"type\":\"t\",\"payload\":{},\"timeout\":\"PT3S\"}", "X-Request-Timeout-Ms", "2000");

        assertThat(server.submits.requests)
                .extracting(SubmitRequest::timeout)
                .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({
        "99999999H, PT24H",
        "1H, PT1H",
        "2M, PT2M",
        "3S, PT3S",
        "1500m, PT1.5S",
        "00001500m, PT1.5S",
        "2500000u, PT2.5S",
        "99999999n, PT0.099999999S",
        "1n, PT0.001S"
    })
    void aBudgetMayComeAsGrpcWritesIt(String header, Duration timeout) {
        submit(NOOP, "grpc-timeout", header);

        assertThat(server.submits.requests).extracting(SubmitRequest::timeout).containsExactly(timeout);
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 2000, 3S, PT1S", "PT3S, 1000, 2S, PT1S", "PT3S, 2000, 1S, PT1S"})
    void theShortestOfAllBudgetsHolds(String timeout, String millis, String grpc, Duration shortest) {
        submit(
                "{\"type\":\"t\",\"payload\":{},\"timeout\":\"" + timeout + "\"}",
                "X-Request-Timeout-Ms",
                millis,
                "grpc-timeout",
                grpc);

        assertThat(server.submits.requests).extracting(SubmitRequest::timeout).containsExactly(shortest);
    }

    @ParameterizedTest
    @CsvSource({"grpc-timeout, 2S", "X-Request-Timeout-Ms, 2000"})
    void aCallersBudgetBoundsEveryTaskOfABatch(String header, String value) {
        String shorter = "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT1S\"}";
        String longer = "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT3S\"}";

        batch("{\"tasks\":[" + NOOP + "," + shorter + "," + longer + "]}", header, value);
        batch(NOOP + "\n" + shorter, header, value, "Content-Type", "application/x-ndjson");

        assertThat(server.submits.requests)
                .extracting(SubmitRequest::timeout)
                .containsExactly(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1));
    }

    @Test
    void aRequestIdIsTheKeyWhereTheHandlerDerivesNone() {
        submit(NOOP, "X-Request-ID", "r-1");
        submit("{\"type\":\"probe-noop\",\"payload\":{\"derived\":1}}", "X-Request-ID", "r-2");

        assertThat(server.submits.requests)
                .extracting(SubmitRequest::idempotencyKey)
                .containsExactly("r-1", null);
    }

    @Test
    void aMalformedTraceparentIsIgnored() {
        HttpResponse<String> response = submit(NOOP, "traceparent", "nonsense");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(server.submits.requests)
                .extracting(SubmitRequest::traceparent)
                .containsExactly((String) null);
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("", 400, "must be a JSON object"),
                Arguments.of("this is no JSON", 400, "The body is no JSON"),
                Arguments.of("{\"type\":", 400, "The body is no JSON"),
                Arguments.of("[]", 400, "must be a JSON object"),
                Arguments.of("null", 400, "must be a JSON object"),
                Arguments.of("{\"type\":\"a\",\"type\":\"b\",\"payload\":{}}", 400, "Duplicate field 'type'"),
                Arguments.of("{\"type\":\"a\",\"payload\":{\"x\":1,\"x\":2}}", 400, "Duplicate field 'x'"),
                Arguments.of(NOOP + "{}", 400, "The body is no JSON"),
                Arguments.of(NOOP + " x", 400, "The body is no JSON"),
                Arguments.of("{}", 400, "2 things are wrong"),
                Arguments.of("{\"type\":1,\"payload\":{}}", 400, "\"pointer\":\"/type\",\"detail\":\"must be a text\""),
                Arguments.of("{\"type\":\"a\",\"payload\":\"{}\"}", 400, "/payload must be an object"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"timout\":\"PT1S\"}", 400, "did you mean timeout?"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"x/y~z\":1}", 400, "\"pointer\":\"/x~1y~0z\""),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"timeout\":\"3s\"}", 400, "ISO 8601"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT25H\"}",
                        400,
                        "must lie between PT0.001S and PT24H"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT-1S\"}", 400, "must lie between"),
                Arguments.of("{\"type\":\"a\",\"payload\":{},\"delay\":\"P31D\"}", 400, "/delay must lie between"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"timeout\":\"PT99999999999999999999S\"}", 400, "ISO 8601"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"criticality\":\"HIGH\"}", 400, "CRITICAL_PLUS, CRITICAL"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"" + "k".repeat(257) + "\"}", 400, "256"),
                Arguments.of("[".repeat(100_000), 400, "The body is no JSON"),
                Arguments.of(
                        "{\"type\":\"a\",\"payload\":{\"x\":\"" + "y".repeat(5_000_000) + "\"}}", 413, "4096 KiB"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBadBodyIsRefusedAndNothingIsSubmitted(String body, int status, String detail) throws IOException {
        HttpResponse<String> response = submit(body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(detail);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(response).path("instance").asText()).isEqualTo("/api/v1/tasks");
        assertThat(server.submits.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, application/x-www-form-urlencoded, 415",
        "Content-Type, text/plain, 415",
        "X-Request-Timeout-Ms, soon, 400",
        "X-Request-Timeout-Ms, 0, 400",
        "X-Request-Timeout-Ms, 86400001, 400",
        "X-Request-Timeout-Ms, -5, 400",
        "grpc-timeout, 5, 400",
        "grpc-timeout, S, 400",
        "grpc-timeout, 0S, 400",
        "grpc-timeout, 5s, 400",
        "grpc-timeout, 5 S, 400",
        "grpc-timeout, -5S, 400",
        "grpc-timeout, 1.5S, 400",
        "grpc-timeout, 123456789n, 400"
    })
    void aBadHeaderIsRefused(String name, String value, int status) {
        HttpResponse<String> response = submit(NOOP, name, value);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).containsAnyOf(name, "content type");
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void aBatchWithABadBudgetIsRefusedAsAWhole() {
        HttpResponse<String> response = batch("{\"tasks\":[" + NOOP + "]}", "grpc-timeout", "soon");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("The header grpc-timeout must be 1 to 8 digits, not all of them 0, and one of the units H,");
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void twoDifferentKeysAreRefused() {
        HttpResponse<String> response =
                submit("{\"type\":\"a\",\"payload\":{},\"idempotencyKey\":\"k\"}", "Idempotency-Key", "other");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("/idempotencyKey");
    }

    @Test
    void aTaskOfAPausedTypeIsTakenAndSaysWhatItWaitsFor() throws IOException {
        Instant until = Instant.parse("2026-11-23T12:00:00Z");
        server.submits.answer = request ->
                new SubmitAnswer.Created(TASK, Optional.of(new Admission.Pause(Tier.L2, new Scope.Site(), until)));

        JsonNode waiting = json(submit(NOOP)).path("waiting");
        JsonNode inBatch = json(batch("{\"tasks\":[" + NOOP + "]}"))
                .path("results")
                .path(0)
                .path("waiting");

        assertThat(waiting.path("why").asText()).isEqualTo("tier");
        assertThat(waiting.path("text").asText()).contains("L2");
        assertThat(waiting.path("until").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(inBatch).isEqualTo(waiting);
    }

    @Test
    void aBatchIsAnsweredOneByOneInOrder() throws IOException {
        server.submits.answer = request -> request.type().equals("gone")
                ? new SubmitAnswer.UnknownType("gone", null)
                : new SubmitAnswer.Created(TASK);

        HttpResponse<String> response =
                batch("{\"tasks\":[" + NOOP + ",{\"type\":\"gone\",\"payload\":{}},7,{\"type\":\"a\"}," + NOOP + "]}");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode results = json(response).path("results");
        assertThat(results).hasSize(5);
        assertThat(results).extracting(each -> each.path("status").asInt()).containsExactly(201, 404, 400, 400, 201);
        assertThat(results.path(0).path("id").asText()).isEqualTo(TASK.id().value());
        assertThat(results.path(3)
                        .path("problem")
                        .path("errors")
                        .path(0)
                        .path("pointer")
                        .asText())
                .isEqualTo("/payload");
        assertThat(server.submits.requests).hasSize(3);
    }

    @Test
    void aBatchOfLinesSurvivesALineThatIsNoJson() throws IOException {
        HttpResponse<String> response = batch(NOOP + "\n\n{oops\r\n" + NOOP, "Content-Type", "application/x-ndjson");

        assertThat(json(response).path("results"))
                .extracting(each -> each.path("status").asInt())
                .containsExactly(201, 400, 201);
    }

    @Test
    void aBatchHasItsLimits() {
        String lines = IntStream.range(0, 10_001).mapToObj(i -> NOOP).collect(Collectors.joining("\n"));

        assertThat(batch(lines, "Content-Type", "application/x-ndjson").statusCode())
                .isEqualTo(400);
        assertThat(batch("{\"tasks\":[]}").statusCode()).isEqualTo(400);
        assertThat(batch("{\"tasks\":{}}").body()).contains("/tasks must be a list");
        assertThat(batch("{\"task\":[]}").body()).contains("did you mean tasks?");
        assertThat(batch("{\"tasks\":[" + NOOP + "]}", "Idempotency-Key", "k").statusCode())
                .isEqualTo(400);
        assertThat(batch(" ".repeat(8 * 1024 * 1024 + 1)).statusCode()).isEqualTo(413);
        assertThat(server.submits.requests).isEmpty();
    }

    @Test
    void tenThousandTasksFitIntoABatch() throws IOException {
        String lines = IntStream.range(0, 10_000).mapToObj(i -> NOOP).collect(Collectors.joining("\n"));

        HttpResponse<String> response = batch(lines, "Content-Type", "application/x-ndjson");

        assertThat(json(response).path("results")).hasSize(10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "cancel, PENDING, 200", "cancel, RUNNING, 200", "cancel, SUCCEEDED, 409", "cancel, FAILED, 409",
                "cancel, CANCELED, 409",
        "retry, PENDING, 409", "retry, RUNNING, 409", "retry, SUCCEEDED, 409", "retry, FAILED, 200",
                "retry, CANCELED, 200"
    })
    void aPersonMovesATaskWhereItsStateAllowsIt(String verb, TaskState state, int status) {
        Task task = Fakes.task(state);
        server.store.tasks.put(task.id(), task);
        int before = server.audit.recent(1000, null).size();

        HttpResponse<String> response = server.call("POST", "/api/v1/tasks/" + task.id() + "/" + verb, null);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(server.audit.recent(1000, null)).hasSize(status == 200 ? before + 1 : before);
        if (status == 409) {
            assertThat(response.body()).contains("\"state\":\"" + state.label() + "\"");
        }
    }

    @Test
    void nothingMovesWithoutItsAuditEntry() {
        Task task = Fakes.task(TaskState.RUNNING);
        server.store.tasks.put(task.id(), task);
        server.auditStore.down = true;

        HttpResponse<String> response = server.call("POST", "/api/v1/tasks/" + task.id() + "/cancel", null);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "probe-noop.0.01KAQF5E0000000000000000BB"})
    void anUnknownTaskIsNotFound(String id) {
        assertThat(server.get("/api/v1/tasks/" + id).statusCode()).isEqualTo(404);
        assertThat(server.call("POST", "/api/v1/tasks/" + id + "/cancel", null).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "state=done, '?state', 'pending, running'",
        "limit=0, '?limit', 'from 1 to 1000'",
        "limit=ten, '?limit', 'from 1 to 1000'",
        "cursor=nonsense, '?cursor', 'earlier page'"
    })
    void aBadQueryIsRefused(String query, String pointer, String detail) {
        HttpResponse<String> response = server.get("/api/v1/tasks?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(pointer).contains(detail);
    }

    @Test
    void theListIsAskedForAsTheQuerySays() throws IOException {
        server.store.tasks.put(TASK.id(), TASK);

        HttpResponse<String> response = server.get("/api/v1/tasks?type=probe-noop&state=failed&cursor=c&limit=7");

        assertThat(server.store.lastQuery)
                .isEqualTo(new io.spillway.server.task.TaskStore.Query("probe-noop", TaskState.FAILED, "c", 7));
        assertThat(json(response).path("tasks")).hasSize(1);
        assertThat(json(response).path("next").isNull()).isTrue();
    }

    @Test
    void storageThatDoesNotAnswerIsSaidSo() {
        server.store.fault = new QueueUnavailableException("down", new IllegalStateException());

        HttpResponse<String> response = server.get("/api/v1/tasks/" + TASK.id());

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void typesComeWithTheirBacklog() throws IOException {
        JsonNode type = json(server.get("/api/v1/task-types")).path("types").path(0);

        assertThat(type.path("type").asText()).isEqualTo("probe-noop");
        assertThat(type.path("payload").path(0).path("name").asText()).isEqualTo("a");
        assertThat(type.path("backlog").path("queued").path("CRITICAL").asInt()).isEqualTo(2);
        assertThat(type.path("backlog").path("oldestSeconds").asDouble()).isEqualTo(1.5);
    }

    @Test
    void aTaskThatWaitsSaysWhatForWhatMustChangeFirstFirst() throws IOException {
        Task task = Fakes.bareTask(TaskState.PENDING);
        server.store.tasks.put(task.id(), task);
        server.waits = List.of(
                new Reason.Paused("op", "a bad release", Fakes.NOW.plusSeconds(60)),
                new Reason.InQueue(12, false, Optional.empty(), Optional.of(Duration.ofMillis(2400))));

        JsonNode waiting = json(server.get("/api/v1/tasks/" + task.id())).get("waiting");

        assertThat(waiting.get("why").textValue()).isEqualTo("paused");
        assertThat(waiting.get("text").textValue()).isEqualTo("op paused the type: a bad release");
        assertThat(waiting.get("until").textValue()).isEqualTo("2026-11-23T08:01:00Z");
        assertThat(waiting.at("/also/0/why").textValue()).isEqualTo("queued");
        assertThat(waiting.at("/also/0/before").intValue()).isEqualTo(12);
        assertThat(waiting.at("/also/0/expectedWaitSeconds").doubleValue()).isEqualTo(2.4);
    }

    @Test
    void aTaskThatDoesNotWaitSaysNothingOfIt() throws IOException {
        Task task = Fakes.bareTask(TaskState.RUNNING);
        server.store.tasks.put(task.id(), task);

        assertThat(json(server.get("/api/v1/tasks/" + task.id())).get("waiting"))
                .isNull();
    }

    @Test
    void typesComeWithWhatTheyWantOfRetriesAndLimits() throws IOException {
        JsonNode type = json(server.get("/api/v1/task-types")).path("types").path(0);

        assertThat(type.path("retries").toString())
                .isEqualTo("{\"maxAttempts\":3,\"totalTime\":\"PT2H\",\"pauses\":{\"third-party\":["
                        + "{\"length\":\"PT0.05S\",\"jitter\":\"PT0.01S\"}]}}");
        assertThat(type.path("limits").toString()).isEqualTo("{\"perNode\":4,\"perSecond\":0.5}");
    }

    private static HttpResponse<String> submit(String body, String... headers) {
        return server.call("POST", "/api/v1/tasks", body, headers);
    }

    private static HttpResponse<String> batch(String body, String... headers) {
        return server.call("POST", "/api/v1/tasks/batch", body, headers);
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }
}
