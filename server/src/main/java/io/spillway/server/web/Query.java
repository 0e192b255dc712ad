package io.spillway.server.web;

import io.javalin.http.Context;
import java.util.Optional;

/** Reads query parameters, and says which one is wrong. */
final class Query {

    private Query() {}

    static Optional<String> text(Context ctx, String name) {
        return Optional.ofNullable(ctx.queryParam(name)).filter(text -> !text.isBlank());
    }

    /** @throws Problem.ProblemException 400 where it is no number between the two */
    static Optional<Long> number(Context ctx, String name, long min, long max) {
        return text(ctx, name).map(text -> {
            if (text.matches("[0-9]{1,18}")) {
                long number = Long.parseLong(text);
                if (number >= min && number <= max) {
                    return number;
                }
            }
            throw Problem.invalid("?" + name, "must be a number from " + min + " to " + max)
                    .exception();
        });
    }
}
