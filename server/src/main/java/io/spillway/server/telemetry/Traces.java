package io.spillway.server.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.resources.ResourceBuilder;
import io.spillway.server.engine.Tracing;
import io.spillway.server.submit.SubmitTracing;
import io.spillway.server.task.Task;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The spans of submissions, attempts and outgoing calls, by OpenTelemetry's SDK as its standard {@code OTEL_*} variables
 * say. Nothing leaves the server unless one of them names where to; the spans have their ids either way, for logs, exemplars
 * and the headers of outgoing calls. A collector that is down costs spans, never a task's time.
 */
public final class Traces implements Tracing, SubmitTracing, AutoCloseable {

    static final String SCOPE = "io.spillway";

    private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
    private static final AttributeKey<String> SERVICE_VERSION = AttributeKey.stringKey("service.version");
    private static final AttributeKey<String> SERVICE_INSTANCE = AttributeKey.stringKey("service.instance.id");
    private static final long CLOSE_SECONDS = 4;

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    private Traces(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer(SCOPE);
    }

    /**
     * Begins to trace.
     *
     * @param environment the process's: variables that do not begin with {@code OTEL_} are not looked at
     * @param version of this server
     * @param node the name that this node has among the others
     */
    public static Traces start(Map<String, String> environment, String version, String node) {
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesCustomizer(_ -> properties(environment))
                .addPropertiesCustomizer(Traces::defaults)
                .addResourceCustomizer((made, config) -> resource(made, config, version, node))
                .addTracerProviderCustomizer((provider, _) -> provider.addSpanProcessor(new NothingProcessor()))
                .build()
                .getOpenTelemetrySdk();
        return new Traces(sdk);
    }

    @Override
    public Span begin(String type, @Nullable String parent) {
        Context context = TraceHeaders.context(parent);
        return new SubmitSpan(
                tracer.spanBuilder(TraceAttributes.SEND + " " + type)
                        .setParent(context)
                        .setSpanKind(SpanKind.PRODUCER)
                        .setAttribute(TraceAttributes.SYSTEM, TraceAttributes.SPILLWAY)
                        .setAttribute(TraceAttributes.OPERATION_TYPE, TraceAttributes.SEND)
                        .setAttribute(TraceAttributes.OPERATION_NAME, TraceAttributes.SEND)
                        .setAttribute(TraceAttributes.DESTINATION, type)
                        .setAttribute(TraceAttributes.TASK_TYPE, type)
                        .startSpan(),
                context);
    }

    @Override
    public Attempt attempt(Task task) {
        Context context = TraceHeaders.context(task.spec().traceparent());
        return new AttemptSpan(
                sdk,
                tracer.spanBuilder(TraceAttributes.PROCESS + " " + task.type())
                        .setParent(context)
                        .setSpanKind(SpanKind.CONSUMER)
                        .setAttribute(TraceAttributes.SYSTEM, TraceAttributes.SPILLWAY)
                        .setAttribute(TraceAttributes.OPERATION_TYPE, TraceAttributes.PROCESS)
                        .setAttribute(TraceAttributes.OPERATION_NAME, TraceAttributes.PROCESS)
                        .setAttribute(TraceAttributes.DESTINATION, task.type())
                        .setAttribute(TraceAttributes.MESSAGE_ID, task.id().value())
                        .setAttribute(TraceAttributes.TASK_TYPE, task.type())
                        .setAttribute(TraceAttributes.TASK_ATTEMPT, (long) task.attempt())
                        .setAttribute(TraceAttributes.TASK_FENCE, task.fence())
                        .startSpan(),
                context);
    }

    /** Sends what is waiting, and gives up on a collector that does not answer within 4 s. */
    @Override
    public void close() {
        sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private static Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("OTEL_") && !value.isBlank()) {
                properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return properties;
    }

    /*
     * The SDK exports everything to localhost by default, which fills the log of a server that nobody gave a collector. Its
     * default protocol is gRPC for the sake of old versions; the specification's is HTTP.
     */
    private static Map<String, String> defaults(ConfigProperties config) {
        boolean traced = config.getString("otel.exporter.otlp.endpoint") != null
                || config.getString("otel.exporter.otlp.traces.endpoint") != null;
        Map<String, String> wanted = Map.of(
                "otel.traces.exporter", traced ? "otlp" : "none",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.exporter.otlp.protocol", "http/protobuf");
        Map<String, String> defaults = new HashMap<>();
        wanted.forEach((name, value) -> {
            if (config.getString(name) == null) {
                defaults.put(name, value);
            }
        });
        return defaults;
    }

    /* The SDK names each start of a process by a random number: the node's name says more, and an operator's even more. */
    private static Resource resource(Resource made, ConfigProperties config, String version, String node) {
        Map<String, String> given = config.getMap("otel.resource.attributes");
        ResourceBuilder own = Resource.builder();
        if (!given.containsKey(SERVICE_NAME.getKey()) && config.getString("otel.service.name") == null) {
            own.put(SERVICE_NAME, TraceAttributes.SPILLWAY);
        }
        if (!given.containsKey(SERVICE_VERSION.getKey())) {
            own.put(SERVICE_VERSION, version);
        }
        if (!given.containsKey(SERVICE_INSTANCE.getKey())) {
            own.put(SERVICE_INSTANCE, node);
        }
        return made.merge(own.build());
    }
}
