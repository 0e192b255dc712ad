package io.spillway.server.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;

/** The names of all span attributes. Messaging's semantic conventions are still in development, so they stand only here. */
final class TraceAttributes {

    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("messaging.operation.name");
    static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
    static final AttributeKey<String> TASK_TYPE = AttributeKey.stringKey("spillway.task.type");
    static final AttributeKey<Long> TASK_ATTEMPT = AttributeKey.longKey("spillway.task.attempt");
    static final AttributeKey<Long> TASK_FENCE = AttributeKey.longKey("spillway.task.fence");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    static final String SPILLWAY = "spillway";
    static final String SEND = "send";
    static final String PROCESS = "process";

    private static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    private TraceAttributes() {}

    /** Sets an attribute that a plugin gave as text; those that the conventions say are numbers become numbers. */
    static void set(Span span, String name, String value) {
        boolean number = name.equals(HTTP_STATUS.getKey()) || name.equals(SERVER_PORT.getKey());
        if (number && value.matches("[0-9]{1,5}")) {
            span.setAttribute(AttributeKey.longKey(name), Long.valueOf(value));
        } else {
            span.setAttribute(AttributeKey.stringKey(name), value);
        }
    }
}
