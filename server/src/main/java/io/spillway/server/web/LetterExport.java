package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.task.QueueUnavailableException;
import io.spillway.server.task.Task;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes dead letters with their payloads, as many as there are, and never holds more than a few of them. Where the storage fails
 * in the middle, the last line says so: a file that ends without that line is whole.
 */
final class LetterExport implements Handler {

    private static final Logger LOG = LoggerFactory.getLogger(LetterExport.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHmm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int AT_ONCE = 4;

    private final LetterSearch search;
    private final WebFeatures.Node node;
    private final Semaphore places = new Semaphore(AT_ONCE);

    LetterExport(WebFeatures features) {
        this.search = features.deadLetters().search();
        this.node = features.node();
    }

    private enum Format {
        NDJSON("application/x-ndjson; charset=utf-8"),
        CSV("text/csv; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }
    }

    @Override
    public void handle(Context ctx) throws IOException {
        Instant now = node.clock().instant();
        LetterFilter filter = LetterFilters.ofQuery(ctx, now);
        Format format = format(ctx);
        if (!places.tryAcquire()) {
            throw Problem.of(429, AT_ONCE + " exports are under way on this node.")
                    .retryAfter(Duration.ofSeconds(10))
                    .exception();
        }
        try {
            LetterSearch.Walk walk = search.walk(filter);
            List<Task> first = walk.next();
            ctx.res().setContentType(format.contentType);
            ctx.res()
                    .setHeader(
                            "Content-Disposition",
                            "attachment; filename=\"" + name(filter, now) + "."
                                    + format.name().toLowerCase(Locale.ROOT) + "\"");
            write(ctx, format, walk, first);
        } finally {
            places.release();
        }
    }

    private static Format format(Context ctx) {
        String name = Query.text(ctx, "format").orElse("ndjson");
        for (Format each : Format.values()) {
            if (each.name().equalsIgnoreCase(name)) {
                return each;
            }
        }
        throw Problem.invalid("?format", "must be ndjson or csv").exception();
    }

    private static String name(LetterFilter filter, Instant now) {
        String type = filter.type() == null ? "" : "-" + filter.type().replaceAll("[^a-z0-9-]", "_");
        return "dead-letters" + type + "-" + STAMP.format(now);
    }

    private static void write(Context ctx, Format format, LetterSearch.Walk walk, List<Task> first) {
        try (OutputStream out = new BufferedOutputStream(ctx.res().getOutputStream(), 64 * 1024)) {
            if (format == Format.CSV) {
                line(out, LetterCsv.HEADER);
            }
            try {
                for (List<Task> some = first; !some.isEmpty(); some = walk.next()) {
                    for (Task each : some) {
                        line(out, format == Format.CSV ? LetterCsv.row(each) : json(each));
                    }
                }
            } catch (QueueUnavailableException e) {
                LOG.warn("An export of dead letters ended in the middle: {}", e.getMessage());
                line(out, format == Format.CSV ? LetterCsv.incomplete() : incomplete());
            }
        } catch (IOException e) {
            LOG.debug("An export was left by its client", e);
        }
    }

    private static String json(Task task) {
        return new String(Json.bytes(TaskJson.of(task)), StandardCharsets.UTF_8);
    }

    private static String incomplete() {
        ObjectNode json = Json.object().put("incomplete", true).put("detail", LetterCsv.INCOMPLETE);
        return new String(Json.bytes(json), StandardCharsets.UTF_8);
    }

    private static void line(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
