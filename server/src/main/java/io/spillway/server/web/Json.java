package io.spillway.server.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON, strictly: a name twice or anything after the end is an error, and numbers keep their digits. */
final class Json {

    // Each request has a thread of its own, and buffers that are kept by thread would be made anew for each.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final long MAX_DRAINED = 32L * 1024 * 1024;

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Answers with the JSON. */
    static void answer(Context ctx, JsonNode json) {
        send(ctx.contentType("application/json"), bytes(json));
    }

    /** Answers with the bytes, without a copy. */
    static void send(Context ctx, byte[] body) {
        try {
            ctx.outputStream().write(body);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** The value as JSON text. */
    static String text(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of JSON can be written", e);
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree of JSON can be written", e);
        }
    }

    /** Text that the server itself stored, as JSON; as a plain text if it is none. */
    static JsonNode stored(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MAPPER.getNodeFactory().textNode(text);
        }
    }

    /** Text that this server wrote as JSON in this very request. */
    static JsonNode written(String json) {
        return MAPPER.getNodeFactory().rawValueNode(new RawValue(json));
    }

    static void put(ObjectNode json, String name, @Nullable Instant instant) {
        if (instant != null) {
            json.put(name, instant.toString());
        }
    }

    static void put(ObjectNode json, String name, @Nullable String text) {
        if (text != null) {
            json.put(name, text);
        }
    }

    /** The request's body, which must be sent as JSON and be an object. */
    static ObjectNode body(Context ctx) {
        requireJson(ctx);
        return object(bytes(ctx));
    }

    /** @throws Problem.ProblemException 415 where the body is sent as something else */
    static void requireJson(Context ctx) {
        if (!mediaType(ctx).equals("application/json")) {
            throw Problem.of(415, "The body must be sent as content type application/json.")
                    .exception();
        }
    }

    /** The content type without its parameters, in lower case. */
    static String mediaType(Context ctx) {
        String type = ctx.contentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The text as a JSON object. @throws Problem.ProblemException 400, with the place where it stops being one */
    static ObjectNode object(byte[] text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw Problem.invalid("", "must be a JSON object").exception();
        } catch (JsonProcessingException e) {
            throw Problem.of(400, "The body is no JSON: " + explain(e))
                    .ofKind("malformed-json")
                    .exception();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private static String explain(JsonProcessingException e) {
        String reason = e.getOriginalMessage();
        String firstLine =
                reason == null ? "it can't be read" : reason.lines().findFirst().orElse("it can't be read");
        JsonLocation where = e.getLocation();
        String place = where == null || where.getLineNr() < 1
                ? ""
                : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
        return (firstLine.length() > 200 ? firstLine.substring(0, 200) + "…" : firstLine) + place + ".";
    }

    /** The request's body. @throws Problem.ProblemException 413 where it is larger than its route takes */
    static byte[] bytes(Context ctx) {
        int max = Guard.route(ctx).kind().maxBody();
        try (InputStream in = ctx.req().getInputStream()) {
            int length = ctx.req().getContentLength();
            byte[] body = in.readNBytes(length < 0 || length > max ? max + 1 : length);
            if (body.length > max) {
                drain(in);
                throw Problem.of(413, "The body must not be larger than " + max / 1024 + " KiB.")
                        .exception();
            }
            return body;
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** Leaves the body out, so that the client can read the answer. */
    static void skip(Context ctx) {
        try (InputStream in = ctx.req().getInputStream()) {
            drain(in);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /* A connection that is closed on a client that still sends is reset, and the client may never see the answer. */
    private static void drain(InputStream in) throws IOException {
        byte[] scrap = new byte[64 * 1024];
        long left = MAX_DRAINED;
        for (int read = in.read(scrap); read >= 0 && left > 0; read = in.read(scrap)) {
            left -= read;
        }
    }

    /** The connection broke while a body came in or went out: nobody is there to be answered. */
    static final class ClientGoneException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private ClientGoneException(IOException cause) {
            super(cause);
        }
    }
}
