package io.spillway.executor.httprequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is sent. */
final class HttpCallTest {

    private static HttpCall call(String method, String url, Map<String, String> headers) {
        return new HttpCall(method, url, Optional.of(headers), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/",
                "file:///etc/passwd",
                "example.com",
                "http:///path",
                "//example.com/",
                "http://",
                "http://user@example.com/",
                "http://user:pw@example.com/",
                "http://a b/",
                "mailto:a@example.com",
                "http://example.com:99999/"
            })
    void refusesAnAddressThatItWillNotCall(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("GET", url, Map.of()))
                .withMessageStartingWith("url ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "TRACE", "CONNECT", "", "GET /x HTTP/1.1"})
    void refusesAMethodThatItDoesNotKnow(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call(method, "http://example.com/", Map.of()))
                .withMessageStartingWith("method is '" + method + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content-length",
                "Transfer-Encoding",
                "traceparent",
                "Idempotency-Key",
                "X-Request-Timeout-Ms",
                "grpc-timeout",
                "a b",
                ""
            })
    void refusesAHeaderThatATaskMayNotSet(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("GET", "http://example.com/", Map.of(name, "x")))
                .withMessageStartingWith("headers: '" + name + "'");
    }

    @Test
    void refusesAHeaderValueThatWouldBeTwoLines() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call("GET", "http://example.com/", Map.of("X-A", "1\r\nX-B: 2")));
    }

    @Test
    void takesAnOrdinaryCall() {
        assertThatCode(() -> call("GET", "https://example.com:8443/a?b=c", Map.of("Accept", "text/plain")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'pay.example.com',https://pay.example.com/x,true",
        "'pay.example.com',https://PAY.example.com:8443/x,true",
        "'pay.example.com:443',https://pay.example.com/x,true",
        "'pay.example.com:443',http://pay.example.com/x,false",
        "'pay.example.com:80',http://pay.example.com/x,true",
        "'a.test, pay.example.com',https://pay.example.com./x,false",
        "'example.com',https://pay.example.com/x,false",
        "'[::1]:8080',http://[::1]:8080/,true",
        "'',http://localhost/,false"
    })
    void comparesHostAndPort(String allowed, URI url, boolean expected) {
        assertThat(AllowedHosts.parse(allowed).allow(url)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "*.example.com", "host:port", "a b"})
    void refusesAnEntryThatIsNoHost(String entry) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedHosts.parse(entry))
                .withMessageContaining("allowed-hosts");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "0|PT0S",
                "120|PT2M",
                " 7 |PT7S",
                "999999999|PT8760H",
                "Fri, 02 Jan 2026 00:00:30 GMT|PT30S",
                "Thu, 01 Jan 2026 00:00:00 GMT|PT0S"
            },
            delimiter = '|')
    void readsSecondsAndDates(String header, Duration expected) {
        assertThat(RetryAfter.parse(header, Instant.parse("2026-01-02T00:00:00Z")))
                .contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "2026-01-02"})
    void ignoresWhatIsNeither(String header) {
        assertThat(RetryAfter.parse(header, Instant.EPOCH)).isEmpty();
    }
}
