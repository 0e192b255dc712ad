package io.spillway.server.web;

import java.util.List;

/** Takes what Alertmanager delivers: a port. */
@FunctionalInterface
public interface AlertWebhook {

    /** @param body as it came, of at most 8 MiB */
    Answer deliver(byte[] body);

    /** What became of a delivery. */
    sealed interface Answer {

        /** All alerts in it are durable. */
        record Accepted(int alerts) implements Answer {}

        /** It is no delivery of version 4; sending it again can't help. */
        record Refused(List<FieldProblem> problems) implements Answer {}

        /** Nothing is durable: send it again. */
        record Unavailable() implements Answer {}
    }

    /** @param pointer RFC 6901, into the body; @param detail what is wrong, without the pointer */
    record FieldProblem(String pointer, String detail) {}
}
