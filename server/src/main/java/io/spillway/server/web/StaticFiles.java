package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.spillway.server.auth.Permission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The styles, scripts and pictures of the pages, from {@code /spillway/web/static} in the class path. A link with the
 * content's hash in it ({@code ?v=}) may be kept for ever; one without is asked for again each time.
 */
final class StaticFiles {

    static final String PREFIX = "/static/";

    private static final String FOLDER = "/spillway/web/static/";

    /* No part begins with a dot, so that no path leads out of the folder. */
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,5}");

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "mjs", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "json", "application/json",
            "webmanifest", "application/manifest+json",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

    Route route() {
        return new Route(HandlerType.GET, PREFIX + "<file>", Permission.PUBLIC, Route.Kind.API, this::serve);
    }

    /** The link to the file with its content's hash, or the same link where there is no such file. */
    String versioned(String link) {
        if (!link.startsWith(PREFIX) || link.contains("?")) {
            return link;
        }
        return find(link.substring(PREFIX.length()))
                .map(file -> link + "?v=" + file.version())
                .orElse(link);
    }

    private void serve(Context ctx) {
        StaticFile file = find(ctx.pathParam("file"))
                .orElseThrow(() -> Problem.of(404, "There is no such file.").exception());
        String tag = "\"" + file.version() + "\"";
        ctx.header("ETag", tag);
        ctx.header(
                "Cache-Control",
                file.version().equals(ctx.queryParam("v")) ? "public, max-age=31536000, immutable" : "no-cache");
        if (tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        ctx.contentType(file.type()).result(file.content());
    }

    private Optional<StaticFile> find(String name) {
        StaticFile known = files.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Optional<StaticFile> read = read(name, type);
        read.ifPresent(file -> files.put(name, file));
        return read;
    }

    private static Optional<StaticFile> read(String name, String type) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? Optional.empty() : Optional.of(StaticFile.of(type, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private record StaticFile(String type, byte[] content, String version) {

        static StaticFile of(String type, byte[] content) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
                return new StaticFile(type, content, HexFormat.of().formatHex(hash, 0, 8));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
