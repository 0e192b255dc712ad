package io.spillway.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.spillway.plugin.api.OutgoingCall;
import io.spillway.server.task.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class TracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "00-" + TRACE + "-b7ad6b7169203331-01";

    @Test
    void submissionAttemptAndCallAreOneTrace() throws IOException {
        try (var collector = new OtlpReceiver()) {
            Task task;
            String attemptTrace;
            String attemptSpan;
            Map<String, String> sent;
            try (var traces = traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()))) {
                try (var submit = traces.begin("http-request", CALLER)) {
                    task = Tasks.running("http-request", submit.traceparent());
                    submit.accepted(task.id().value());
                }
                try (var attempt = traces.attempt(task)) {
                    attemptTrace = attempt.traceId();
                    attemptSpan = attempt.spanId();
                    try (OutgoingCall call = attempt.call("GET")) {
                        call.attribute("http.response.status_code", "502").failed("bad gateway");
                        sent = call.headers();
                        call.close();
                    }
                    attempt.failed("third_party", "the gateway answered 502");
                }
            }

            Span submit = collector.span("send http-request");
            Span attempt = collector.span("process http-request");
            Span call = collector.span("GET");
            assertThat(collector.spans())
                    .hasSize(3)
                    .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
            assertThat(hex(submit.getParentSpanId())).isEqualTo("b7ad6b7169203331");
            assertThat(attempt.getParentSpanId()).isEqualTo(submit.getSpanId());
            assertThat(call.getParentSpanId()).isEqualTo(attempt.getSpanId());
            assertThat(submit.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_PRODUCER);
            assertThat(attempt.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
            assertThat(call.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(attemptTrace).isEqualTo(TRACE);
            assertThat(attemptSpan).isEqualTo(hex(attempt.getSpanId()));
            assertThat(sent).containsEntry("traceparent", "00-" + TRACE + "-" + hex(call.getSpanId()) + "-01");
            assertThat(attributes(submit))
                    .containsEntry("messaging.system", text("spillway"))
                    .containsEntry("messaging.operation.type", text("send"))
                    .containsEntry("messaging.destination.name", text("http-request"))
                    .containsEntry("messaging.message.id", text(task.id().value()));
            assertThat(attributes(attempt))
                    .containsEntry("messaging.system", text("spillway"))
                    .containsEntry("messaging.operation.type", text("process"))
                    .containsEntry("messaging.destination.name", text("http-request"))
                    .containsEntry("messaging.message.id", text(task.id().value()))
                    .containsEntry("spillway.task.type", text("http-request"))
                    .containsEntry("spillway.task.attempt", number(2))
                    .containsEntry("spillway.task.fence", number(17))
                    .containsEntry("error.type", text("third_party"));
            assertThat(attempt.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(attributes(call)).containsEntry("http.response.status_code", number(502));
            assertThat(call.getStatus().getMessage()).isEqualTo("bad gateway");
            assertThat(collector.resource())
                    .containsEntry("service.name", "spillway")
                    .containsEntry("service.version", "1.2.3")
                    .containsEntry("service.instance.id", "node-1");
            assertThat(collector.otherPaths())
                    .as("metrics or logs that nobody asked for")
                    .isEmpty();
        }
    }

    @Test
    void theTracesEndpointAloneIsEnough() throws IOException {
        try (var collector = new OtlpReceiver()) {
            try (var traces =
                    traces(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.endpoint() + "/v1/traces"))) {
                traces.begin("coupon", null).close();
            }

            assertThat(collector.spans()).hasSize(1);
        }
    }

    @Test
    void theEnvironmentNamesTheService() throws IOException {
        try (var collector = new OtlpReceiver()) {
            try (var traces = traces(Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    collector.endpoint(),
                    "OTEL_RESOURCE_ATTRIBUTES",
                    "service.name=promotion,service.instance.id=blue"))) {
                traces.begin("coupon", null).close();
            }

            assertThat(collector.resource())
                    .containsEntry("service.name", "promotion")
                    .containsEntry("service.instance.id", "blue");
        }
    }

    @Test
    void aRefusedSubmissionSaysWhy() throws IOException {
        try (var collector = new OtlpReceiver()) {
            try (var traces = traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()))) {
                try (var submit = traces.begin("coupon", null)) {
                    submit.refused("shed");
                }
                try (var submit = traces.begin("stock", null)) {
                    submit.refused("the queue does not answer");
                }
            }

            assertThat(attributes(collector.span("send coupon"))).containsEntry("error.type", text("shed"));
            assertThat(attributes(collector.span("send stock"))).containsEntry("error.type", text("refused"));
            assertThat(collector.span("send stock").getStatus().getMessage()).isEqualTo("the queue does not answer");
        }
    }

    @Test
    void withoutACollectorSpansHaveTheirIdsAllTheSame() {
        try (var traces = traces(Map.of());
                var submit = traces.begin("coupon", null);
                var attempt = traces.attempt(Tasks.running("coupon", submit.traceparent()))) {
            assertThat(submit.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
            assertThat(attempt.traceId())
                    .isEqualTo(Objects.requireNonNull(submit.traceparent()).substring(3, 35));
            assertThat(attempt.spanId()).matches("[0-9a-f]{16}");
        }
    }

    @Test
    void aTraceThatTheCallerDoesNotSampleIsPassedOnAndHasNoIdsHere() {
        String unsampled = "00-" + TRACE + "-b7ad6b7169203331-00";

        try (var traces = traces(Map.of());
                var submit = traces.begin("coupon", unsampled);
                var attempt = traces.attempt(Tasks.running("coupon", submit.traceparent()));
                var call = attempt.call("GET")) {
            assertThat(submit.traceparent()).startsWith("00-" + TRACE).endsWith("-00");
            assertThat(attempt.traceId()).isNull();
            assertThat(attempt.spanId()).isNull();
            assertThat(call.headers().get("traceparent"))
                    .startsWith("00-" + TRACE)
                    .endsWith("-00");
        }
    }

    @Test
    void aMalformedParentBeginsANewTrace() {
        try (var traces = traces(Map.of());
                var submit = traces.begin("coupon", "00-nonsense")) {
            assertThat(submit.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
        }
    }

    @Test
    void theDisabledSdkPassesTheCallersTraceOnAndSendsNothing() throws IOException {
        try (var collector = new OtlpReceiver()) {
            try (var traces = traces(
                            Map.of("OTEL_SDK_DISABLED", "true", "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()));
                    var submit = traces.begin("coupon", CALLER);
                    var attempt = traces.attempt(Tasks.running("coupon", submit.traceparent()));
                    var call = attempt.call("GET")) {
                assertThat(submit.traceparent()).isEqualTo(CALLER);
                assertThat(attempt.traceId()).isNull();
                assertThat(call.headers()).containsEntry("traceparent", CALLER);
            }

            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void aCollectorThatNeverAnswersHoldsUpNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Traces traces = traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + silent.getLocalPort()));

            Assertions.assertTimeout(Duration.ofSeconds(5), () -> work(traces, 10_000));
            Assertions.assertTimeout(Duration.ofSeconds(5), traces::close);
        }
    }

    @Test
    void aCollectorThatIsNotThereHoldsUpNothing() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        Traces traces = traces(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port));

        Assertions.assertTimeout(Duration.ofSeconds(5), () -> work(traces, 10_000));
        Assertions.assertTimeout(Duration.ofSeconds(5), traces::close);
        assertThatCode(traces::close).doesNotThrowAnyException();
    }

    private static void work(Traces traces, int tasks) {
        for (int i = 0; i < tasks; i++) {
            try (var submit = traces.begin("coupon", null)) {
                traces.attempt(Tasks.running("coupon", submit.traceparent())).close();
            }
        }
    }

    private static Traces traces(Map<String, String> environment) {
        return Traces.start(environment, "1.2.3", "node-1");
    }

    private static Map<String, AnyValue> attributes(Span span) {
        Map<String, AnyValue> attributes = new HashMap<>();
        span.getAttributesList().forEach(each -> attributes.put(each.getKey(), each.getValue()));
        return attributes;
    }

    private static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    private static AnyValue number(long value) {
        return AnyValue.newBuilder().setIntValue(value).build();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
