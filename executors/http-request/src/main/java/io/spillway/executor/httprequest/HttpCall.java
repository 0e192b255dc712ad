package io.spillway.executor.httprequest;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The payload of {@code http-request}.
 *
 * @param method GET, HEAD, OPTIONS, PUT, DELETE, POST or PATCH
 * @param url an http or https address without a user's name in it
 * @param headers what is sent beside the headers that the executor sets itself
 * @param body sent as UTF-8
 */
public record HttpCall(String method, String url, Optional<Map<String, String>> headers, Optional<String> body) {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH");
    /** No name that can be looked up is longer. */
    private static final int MAX_HOST = 253;

    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    /**
     * Set by the executor or by the connection: a task that could set them could break the framing or the trace, or promise
     * more time than there is. Less time is what the task's own timeout is for.
     */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-length",
            "expect",
            "grpc-timeout",
            "host",
            "http2-settings",
            "idempotency-key",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-request-timeout-ms");

    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    public HttpCall {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException(
                    "method is '" + method + "', and must be one of GET, HEAD, OPTIONS, PUT," + " DELETE, POST, PATCH");
        }
        parse(url);
        headers = headers.map(Map::copyOf);
        headers.orElse(Map.of()).forEach(HttpCall::requireHeader);
    }

    URI uri() {
        return parse(url);
    }

    /** Whether the method alone makes a second request harmless. */
    boolean isRepeatable() {
        return REPEATABLE.contains(method);
    }

    private static URI parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("url is not an address: " + e.getReason(), e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("url must begin with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("url must not hold a user's name or password");
        }
        if (uri.getHost() == null || uri.getHost().length() > MAX_HOST || uri.getPort() > 65_535) {
            throw new IllegalArgumentException("url names no host and port that exist");
        }
        return uri;
    }

    private static void requireHeader(String name, String value) {
        if (!HEADER_NAME.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("headers: '" + name + "' is not a header, or its value is not one");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("headers: '" + name + "' is set by the executor, not by a task");
        }
    }
}
