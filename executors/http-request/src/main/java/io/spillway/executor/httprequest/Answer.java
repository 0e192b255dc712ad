package io.spillway.executor.httprequest;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service answered, and what that means for the task. */
record Answer(int status, String body, boolean truncated, Optional<String> retryAfter) {

    private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

    static Answer of(HttpResponse<CappedBody.Kept> response) {
        CappedBody.Kept kept = response.body();
        Charset charset = charset(response.headers().firstValue("Content-Type").orElse(""));
        return new Answer(
                response.statusCode(),
                new String(kept.bytes(), charset),
                kept.truncated(),
                response.headers().firstValue("Retry-After"));
    }

    Outcome outcome(Instant now) {
        if (status >= 200 && status < 300) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("status", status);
            result.put("body", body);
            result.put("truncated", truncated);
            return Outcome.succeeded(result);
        }
        String message = "answered with status " + status;
        if (status == 408 || status == 429 || status >= 500) {
            Optional<Duration> wait = retryAfter.flatMap(value -> RetryAfter.parse(value, now));
            boolean throttled = status == 429 || (status == 503 && wait.isPresent());
            return new Outcome.Retry(throttled ? Cause.THROTTLED : Cause.THIRD_PARTY, message, wait);
        }
        return Outcome.failed(Cause.INVALID, status < 400 ? message + "; redirects are not followed" : message);
    }

    private static Charset charset(String contentType) {
        Matcher matcher = CHARSET.matcher(contentType);
        if (!matcher.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(matcher.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
