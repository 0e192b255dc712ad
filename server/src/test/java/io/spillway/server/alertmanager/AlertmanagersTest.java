package io.spillway.server.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.Alert;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer that behaves badly can do to the client. */
final class AlertmanagersTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final ManualClock clock = new ManualClock(NOW);
    private HttpServer server;
    private String list = "[]";
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        asked.add(uri + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        String body = uri.getPath().endsWith("/status") ? "{\"uptime\":\"2026-11-23T09:00:00Z\"}" : list;
        if (uri.getPath().startsWith("/forgetful/api/v2/alerts")) {
            body = "[]";
        }
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private Alertmanagers.Listing list(Optional<Path> token, Duration warmUp) throws InterruptedException {
        return list(List.of(url("/alertmanager/")), token, warmUp);
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private Alertmanagers.Listing list(List<URI> urls, Optional<Path> token, Duration warmUp)
            throws InterruptedException {
        AlertmanagerConfig config =
                new AlertmanagerConfig(urls, token, "spill.way", Duration.ofSeconds(30), Duration.ofMinutes(6), true);
        try (Alertmanagers alertmanagers = new Alertmanagers(config, warmUp, clock)) {
            return alertmanagers.list();
        }
    }

    private Alertmanagers.Listing list() throws InterruptedException {
        return list(Optional.empty(), Duration.ZERO);
    }

    @Test
    void asksForAllStatesOfItsReceiverOnlyAndCarriesTheToken(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "s3cret\n");

        Alertmanagers.Listing listing = list(Optional.of(token), Duration.ZERO);

        assertThat(listing.answered()).isTrue();
        assertThat(asked.poll())
                .isEqualTo("/alertmanager/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true"
                        + "&receiver=spill%5C.way Bearer s3cret");
    }

    @Test
    void asksNothingWithATokenThatIsNoneAndKeepsItToItself(@TempDir Path folder) throws Exception {
        Path token = folder.resolve("the-token");
        for (String text : List.of("s3cret\nsecond", "s3cret\u0007", "s3cr et", "s\u00e9cret", " \n")) {
            Files.writeString(token, text);
            Member member = new Member(HttpClient.newHttpClient(), url(""), Optional.of(token));

            assertThatThrownBy(() -> member.alerts("spillway"))
                    .as(text)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the-token")
                    .hasMessageNotContaining("s3c");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void takesAnAnswerThatIsNoListForNone() throws Exception {
        for (String answer : List.of("", "{}", "null", "[", "[7,", "[7 7]", "[".repeat(1000), "[1,2]".repeat(2))) {
            list = answer;
            assertThat(list().answered()).as(answer).isFalse();
        }
    }

    @Test
    void readsNoMoreThanSomeMegabytes() throws Exception {
        list = "[" + " ".repeat(65 << 20) + "]";

        assertThat(list().answered()).isFalse();
    }

    @Test
    void takesInAsManyAlertsAsAreKeptAndNoMore() throws Exception {
        String alert = """
                {"labels":{"alertname":"A","i":"%1$d"},"startsAt":"2026-11-23T09:30:00Z","fingerprint":"%1$016x",\
                "receivers":[{"name":"spillway"}],"status":{"state":"active","silencedBy":[],"inhibitedBy":[]}}""";
        list = IntStream.range(0, 20_000).mapToObj(alert::formatted).collect(Collectors.joining(",", "[", "]"));
        Alertmanagers.Listing many = list();
        list = "[" + "7,".repeat(100_000) + "7]";
        Alertmanagers.Listing tooMany = list();

        assertThat(many.answered()).isTrue();
        assertThat(many.alerts()).hasSize(20_000);
        assertThat(tooMany.answered()).isFalse();
    }

    @Test
    void followsNoRedirectAndTakesAnErrorForNoAnswer() throws Exception {
        for (int each : List.of(302, 401, 500)) {
            status = each;
            assertThat(list().answered()).as("status %d", each).isFalse();
        }
        assertThat(asked).noneMatch(path -> path.startsWith("/elsewhere"));
    }

    @Test
    void leavesOutAnAlertThatTheWebhookWouldRefuse() throws Exception {
        String good = """
                {"labels":{"alertname":"A"},"startsAt":"2026-11-23T09:30:00Z","endsAt":"2026-11-23T10:04:00Z",\
                "fingerprint":"0123456789abcdef","generatorURL":"javascript:alert(1)",\
                "status":{"state":"suppressed","silencedBy":["x","y"],"inhibitedBy":["z"]}}""";
        list = "[7,{}," + good.replace("0123456789abcdef", "none") + "," + good + "]";

        Alertmanagers.Listing listing = list();

        assertThat(listing.alerts()).containsOnlyKeys("0123456789abcdef");
        assertThat(listing.alerts().values()).allSatisfy(each -> {
            assertThat(each.notice().generatorUrl()).isNull();
            assertThat(each.notice().endsAt()).isNull();
            assertThat(each.mute()).isEqualTo(new Alert.Mute(2, 1));
        });
    }

    @Test
    void saysWhatEveryMemberThatAnswersLists() throws Exception {
        list = """
                [{"labels":{"alertname":"A"},"startsAt":"2026-11-23T09:30:00Z","fingerprint":"0123456789abcdef"}]""";
        URI away = URI.create("http://127.0.0.1:1");

        Alertmanagers.Listing agreed = list(List.of(url("/a"), away, url("/b")), Optional.empty(), Duration.ZERO);
        Alertmanagers.Listing not = list(List.of(url("/a"), url("/forgetful")), Optional.empty(), Duration.ZERO);

        assertThat(agreed.byAll()).containsExactly("0123456789abcdef");
        assertThat(not.alerts()).containsOnlyKeys("0123456789abcdef");
        assertThat(not.byAll()).isEmpty();
    }

    @Test
    void saysWhetherItHasRunForLongEnoughToHaveHeardOfEverything() throws Exception {
        assertThat(list(Optional.empty(), Duration.ofHours(1)).warm()).isTrue();
        assertThat(list(Optional.empty(), Duration.ofHours(1).plusSeconds(1)).warm())
                .isFalse();
    }

    @Test
    void refusesAddressesThatAreNone() {
        for (String url : List.of("alertmanager:9093", "ftp://a", "http://a/?b", "http://user:password@a", "/x")) {
            assertThatThrownBy(() -> new AlertmanagerConfig(
                            List.of(URI.create(url)),
                            Optional.empty(),
                            "spillway",
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(6),
                            true))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("password@");
        }
    }
}
