package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.web.AlertWebhook.FieldProblem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as a caller reads it: RFC 9457.
 *
 * @param kind the end of the type's URN: {@code urn:spillway:problem:shed}
 * @param errors pointers into the body (RFC 6901), or {@code ?name} for a query parameter
 * @param more further members, by name
 * @param retryAfter when another try makes sense; null where none does
 */
record Problem(
        int status,
        String kind,
        String detail,
        List<FieldProblem> errors,
        Map<String, Object> more,
        @Nullable Duration retryAfter) {

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Not signed in"),
            Map.entry(403, "Not allowed"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Method not allowed"),
            Map.entry(406, "Not acceptable"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Too large"),
            Map.entry(415, "Unsupported media type"),
            Map.entry(422, "Key used for something else"),
            Map.entry(429, "Too much at once"),
            Map.entry(500, "Internal error"),
            Map.entry(503, "Unavailable"));

    private static final Map<Integer, String> KINDS = Map.ofEntries(
            Map.entry(400, "bad-request"),
            Map.entry(401, "not-signed-in"),
            Map.entry(403, "not-allowed"),
            Map.entry(404, "not-found"),
            Map.entry(405, "method-not-allowed"),
            Map.entry(406, "not-acceptable"),
            Map.entry(409, "conflict"),
            Map.entry(413, "too-large"),
            Map.entry(415, "unsupported-media-type"),
            Map.entry(422, "key-reused"),
            Map.entry(429, "busy"),
            Map.entry(500, "internal"),
            Map.entry(503, "unavailable"));

    Problem {
        errors = List.copyOf(errors);
        more = Map.copyOf(more);
    }

    static Problem of(int status, String detail) {
        return new Problem(status, KINDS.getOrDefault(status, "http-" + status), detail, List.of(), Map.of(), null);
    }

    /** 400, with what is wrong where. */
    static Problem invalid(List<FieldProblem> errors) {
        String detail = errors.size() == 1 ? sentence(errors.getFirst()) : errors.size() + " things are wrong.";
        return of(400, detail).withErrors(errors);
    }

    static Problem invalid(String pointer, String detail) {
        return invalid(List.of(new FieldProblem(pointer, detail)));
    }

    Problem ofKind(String kind) {
        return new Problem(status, kind, detail, errors, more, retryAfter);
    }

    Problem withErrors(List<FieldProblem> errors) {
        return new Problem(status, kind, detail, errors, more, retryAfter);
    }

    /** @param name letters and digits only */
    Problem with(String name, Object value) {
        Map<String, Object> extended = new LinkedHashMap<>(more);
        extended.put(name, value);
        return new Problem(status, kind, detail, errors, extended, retryAfter);
    }

    Problem retryAfter(Duration after) {
        return new Problem(status, kind, detail, errors, more, after);
    }

    String title() {
        return TITLES.getOrDefault(status, "Error");
    }

    /** The value of the Retry-After header: whole seconds, at least one. */
    @Nullable
    String retryAfterSeconds() {
        return retryAfter == null
                ? null
                : Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds()));
    }

    /** @param instance the request's path; null within a batch */
    ObjectNode json(@Nullable String instance) {
        ObjectNode json = Json.object();
        json.put("type", "urn:spillway:problem:" + kind);
        json.put("title", title());
        json.put("status", status);
        json.put("detail", detail);
        if (instance != null) {
            json.put("instance", instance);
        }
        if (!errors.isEmpty()) {
            var list = json.putArray("errors");
            errors.forEach(
                    error -> list.addObject().put("pointer", error.pointer()).put("detail", error.detail()));
        }
        String seconds = retryAfterSeconds();
        if (seconds != null) {
            json.put("retryAfterSeconds", Long.parseLong(seconds));
        }
        more.forEach((name, value) -> json.putPOJO(name, value));
        return json;
    }

    ProblemException exception() {
        return new ProblemException(this);
    }

    private static String sentence(FieldProblem error) {
        return (error.pointer().isEmpty() ? "The body " : error.pointer() + " ") + error.detail() + ".";
    }

    /** Ends the handling of a request with a problem. No trace: it is an answer, not a fault. */
    static final class ProblemException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        private ProblemException(Problem problem) {
            super(problem.detail(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
