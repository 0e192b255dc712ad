package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.plugin.api.Cause;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.web.AlertWebhook.FieldProblem;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what letters somebody asks for out of a query, a form or a body, and says all that is wrong with it. */
final class LetterFilters {

    static final int LONGEST = 200;

    private static final Duration LONGEST_AGO = Duration.ofDays(366);

    private final Function<String, @Nullable String> source;
    private final String prefix;
    private final Instant now;
    private final List<FieldProblem> problems = new ArrayList<>();

    /** @param source the text of a field; null or blank where there is none */
    private LetterFilters(Function<String, @Nullable String> source, String prefix, Instant now) {
        this.source = source;
        this.prefix = prefix;
        this.now = now;
    }

    /** @throws Problem.ProblemException 400 with all that is wrong */
    static LetterFilter ofQuery(Context ctx, Instant now) {
        LetterFilters filters = new LetterFilters(ctx::queryParam, "?", now);
        LetterFilter filter = filters.read();
        if (!filters.problems.isEmpty()) {
            throw Problem.invalid(filters.problems).exception();
        }
        return filter;
    }

    static LetterFilter ofForm(Context ctx, Instant now) {
        LetterFilters filters = new LetterFilters(ctx::formParam, "", now);
        LetterFilter filter = filters.read();
        if (!filters.problems.isEmpty()) {
            throw Problem.invalid(filters.problems).exception();
        }
        return filter;
    }

    /** Problems go to the fields. */
    static LetterFilter ofBody(Fields fields, Instant now) {
        LetterFilters filters = new LetterFilters(name -> fields.optional(name, LONGEST), "", now);
        LetterFilter filter = filters.read();
        filters.problems.forEach(each -> fields.wrong(each.pointer(), each.detail()));
        return filter;
    }

    /** The query that asks for these letters, without the question mark. */
    static String query(LetterFilter filter) {
        StringJoiner query = new StringJoiner("&");
        add(query, "type", filter.type());
        add(query, "cause", label(filter.cause()));
        add(query, "text", filter.text());
        add(query, "key", filter.key());
        add(query, "since", text(filter.since()));
        add(query, "until", text(filter.until()));
        return query.toString();
    }

    /** The filter in a few words, for the audit log. */
    static String words(LetterFilter filter) {
        String query = query(filter.withType(null));
        return query.isEmpty() ? "all" : URLDecoder.decode(query, StandardCharsets.UTF_8);
    }

    static @Nullable String label(@Nullable Cause cause) {
        return cause == null ? null : cause.label();
    }

    static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private LetterFilter read() {
        return new LetterFilter(
                text("type").orElse(null),
                text("cause").flatMap(this::cause).orElse(null),
                text("text").orElse(null),
                text("key").orElse(null),
                text("since").flatMap(text -> time("since", text)).orElse(null),
                text("until").flatMap(text -> time("until", text)).orElse(null));
    }

    private Optional<String> text(String name) {
        String text = source.apply(name);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        if (text.length() > LONGEST) {
            wrong(name, "must not be longer than " + LONGEST + " characters");
            return Optional.empty();
        }
        return Optional.of(text.strip());
    }

    private Optional<Cause> cause(String text) {
        Optional<Cause> cause = Arrays.stream(Cause.values())
                .filter(each -> each.label().equals(text) || each.name().equals(text))
                .findFirst();
        if (cause.isEmpty()) {
            wrong(
                    "cause",
                    "must be one of "
                            + Arrays.stream(Cause.values()).map(Cause::label).collect(Collectors.joining(", ")));
        }
        return cause;
    }

    /** A time, with or without its zone, or how long ago it was. */
    private Optional<Instant> time(String name, String text) {
        try {
            if (text.startsWith("P")) {
                Duration ago = Duration.parse(text);
                if (!ago.isNegative() && ago.compareTo(LONGEST_AGO) <= 0) {
                    return Optional.of(now.minus(ago));
                }
            } else {
                Instant at = text.endsWith("Z") || text.contains("+")
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
                if (at.isAfter(Instant.EPOCH) && at.isBefore(now.plus(LONGEST_AGO))) {
                    return Optional.of(at);
                }
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below.
        }
        wrong(name, "must be a time such as 2026-11-23T03:00:00Z, or how long ago it was, such as PT1H");
        return Optional.empty();
    }

    private void wrong(String name, String detail) {
        problems.add(new FieldProblem(prefix + name, detail));
    }
}
