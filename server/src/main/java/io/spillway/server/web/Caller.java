package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.plugin.api.TimeBudget;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request's headers say of its caller: it holds for each task of the request.
 *
 * @param traceparent the W3C trace context; null where there is none, or one that the standard says to ignore
 * @param budget how long the caller waits, the shortest time of all that it names; null where it names none
 * @param name who is served; null where nobody is named
 */
record Caller(
        @Nullable String traceparent,
        @Nullable Duration budget,
        @Nullable String name) {

    static final int MAX_NAME = 256;
    private static final String NAME_HEADER = "X-Caller-Id";

    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,8}");

    /** Of gRPC over HTTP/2: {@code TimeoutValue TimeoutUnit}, as in {@code 1500m}. */
    private static final Pattern GRPC = Pattern.compile("([0-9]{1,8})([HMSmun])");

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** @throws Problem.ProblemException 400 where a time or the name is malformed */
    static Caller of(Context ctx) {
        String traceparent = ctx.header("traceparent");
        return new Caller(
                traceparent != null && TRACEPARENT.matcher(traceparent).matches() ? traceparent : null,
                shorter(millis(ctx.header(TimeBudget.MILLIS_HEADER)), grpc(ctx.header(TimeBudget.GRPC_HEADER))),
                name(ctx.header(NAME_HEADER)));
    }

    static @Nullable Duration shorter(@Nullable Duration a, @Nullable Duration b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static @Nullable String name(@Nullable String header) {
        if (header != null && (header.isBlank() || header.length() > MAX_NAME)) {
            throw malformed(NAME_HEADER, "1 to " + MAX_NAME + " characters, not only blanks");
        }
        return header;
    }

    private static @Nullable Duration millis(@Nullable String header) {
        if (header == null) {
            return null;
        }
        if (MILLIS.matcher(header).matches()) {
            Duration budget = Duration.ofMillis(Long.parseLong(header));
            if (budget.isPositive() && budget.compareTo(TimeBudget.MAX) <= 0) {
                return budget;
            }
        }
        throw malformed(TimeBudget.MILLIS_HEADER, "a number from 1 to " + TimeBudget.MAX.toMillis());
    }

    /* The longest that can be written is 11,000 years: clients mean "no limit" by it, so it is no mistake of theirs. */
    private static @Nullable Duration grpc(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = GRPC.matcher(header);
        if (matcher.matches()) {
            Duration budget = unit(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
            if (budget.isPositive()) {
                return budget.compareTo(SHORTEST) < 0 ? SHORTEST : shorter(budget, TimeBudget.MAX);
            }
        }
        throw malformed(
                TimeBudget.GRPC_HEADER,
                "1 to 8 digits, not all of them 0, and one of the units H, M, S, m, u and n, as in 1500m for 1.5 s");
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "H" -> Duration.ofHours(1);
            case "M" -> Duration.ofMinutes(1);
            case "S" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMillis(1);
            case "u" -> Duration.ofNanos(1_000);
            default -> Duration.ofNanos(1);
        };
    }

    private static Problem.ProblemException malformed(String header, String expected) {
        return Problem.of(400, "The header " + header + " must be " + expected + ".")
                .exception();
    }
}
