package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Role;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in and out, and what every page has in common. */
final class SignInPageTest {

    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start(Route.page("/broken-page", Permission.VIEW, ctx -> {
            throw new IllegalStateException("secret detail");
        }));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void lookingAtALinkDoesNotUseItUp() {
        String code = server.links.create(Role.ADMIN);

        HttpResponse<String> page = server.send(server.request("/login?code=" + code));
        server.send(server.request("/login?code=" + code));
        HttpResponse<String> signedIn = post("/login", "code=" + code);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("name=\"code\"").contains(code);
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(signedIn.statusCode()).isEqualTo(303);
        assertThat(signedIn.headers().firstValue("Location")).hasValue("/");
    }

    @Test
    void aLinkSignsInOnce() {
        String code = server.links.create(Role.ADMIN);
        post("/login", "code=" + code);

        HttpResponse<String> again = post("/login", "code=" + code);

        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theSessionIsInACookieThatScriptsAndOtherSitesCanNotUse() {
        HttpResponse<String> response = post("/login", "token=" + server.token(Role.ADMIN));

        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).startsWith(Guard.COOKIE + "=").contains("HttpOnly", "SameSite=Lax", "Path=/");
        assertThat(cookie).doesNotContain("Secure").doesNotContain(server.token(Role.ADMIN));
        assertThat(get("/api/v1/sla", cookie).statusCode()).isEqualTo(200);
        assertThat(server.audit.recent(1, null).getFirst().action()).isEqualTo("session.begin");
    }

    @Test
    void theCookieIsSecureOverHttps() {
        HttpResponse<String> response =
                post("/login", "token=" + server.token(Role.ADMIN), "X-Forwarded-Proto", "https");

        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure");
    }

    @Test
    void signingOutEndsTheSessionOnTheServer() {
        String cookie = post("/login", "token=" + server.token(Role.ADMIN))
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();

        HttpResponse<String> response =
                post("/logout", "", "Cookie", cookie.split(";")[0], "Sec-Fetch-Site", "same-origin");

        assertThat(response.headers().firstValue("Location")).hasValue("/login");
        assertThat(get("/api/v1/sla", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void aMachinesTokenIsForNoPerson() {
        assertThat(post("/login", "token=" + server.token(Role.WEBHOOK)).statusCode())
                .isEqualTo(401);
        assertThat(post("/login", "token=").statusCode()).isEqualTo(401);
        assertThat(post("/login", "").statusCode()).isEqualTo(401);
    }

    @Test
    void theSixthGuessWaitsEvenWithTheRightToken() {
        for (int i = 0; i < 5; i++) {
            assertThat(post("/login", "token=guess").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> sixth = post("/login", "token=" + server.token(Role.ADMIN));

        assertThat(sixth.statusCode()).isEqualTo(429);
        assertThat(sixth.headers().firstValue("Retry-After")).hasValue("301");
        assertThat(sixth.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void anotherSitesPageSignsNobodyIn() {
        HttpResponse<String> response =
                post("/login", "token=" + server.token(Role.ADMIN), "Sec-Fetch-Site", "cross-site");

        assertThat(response.statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/tasks?state=failed, /tasks?state=failed",
        "/sla/stock-deduct, /sla/stock-deduct",
        "//evil.example, /",
        "/\\evil.example, /",
        "https://evil.example, /",
        "javascript:alert(1), /",
        "/login?next=/login, /",
        "'', /"
    })
    void theWayBackStaysOnThisServer(String next, String location) {
        HttpResponse<String> response = post(
                "/login",
                "token=" + server.token(Role.ADMIN) + "&next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));

        assertThat(response.headers().firstValue("Location")).hasValue(location);
    }

    @Test
    void whoIsSignedInNeedsNoSignIn() {
        String cookie = Guard.COOKIE + "=" + server.sessions.begin(Role.VIEWER);

        HttpResponse<String> response = get("/login?next=/tasks", cookie);

        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("Location")).hasValue("/tasks");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', en",
        "'', 'fr, zh-TW;q=0.8, en;q=0.5', zh-CN",
        "'', 'en-GB, zh;q=0.9', en",
        "'', '*;;;', en",
        "lang=zh-CN, en, zh-CN",
        "lang=xx, zh, zh-CN"
    })
    void thePageSpeaksTheVisitorsLanguage(String cookie, String accept, String lang) {
        HttpRequest.Builder request = server.request("/login");
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        if (!accept.isEmpty()) {
            request.header("Accept-Language", accept);
        }

        assertThat(server.send(request).body()).contains("lang=\"" + lang + "\"");
    }

    @Test
    void aChoiceOfLanguageAndColoursIsKept() {
        HttpResponse<String> response = server.send(server.request("/login?lang=zh-CN&theme=dark"));

        assertThat(response.body()).contains("lang=\"zh-CN\"").contains("data-theme=\"dark\"");
        assertThat(response.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("lang=zh-CN"))
                .anyMatch(cookie -> cookie.startsWith("theme=dark"));
    }

    @Test
    void everyTextOfThePageIsThere() {
        for (String lang : List.of("en", "zh-CN")) {
            assertThat(server.send(server.request("/login?lang=" + lang)).body())
                    .doesNotContain("??")
                    .doesNotContain("th:");
        }
    }

    @Test
    void stylesCarryTheirHashAndAreKeptForEver() {
        String page = server.send(server.request("/login")).body();
        String link = page.replaceAll("(?s).*?\"(/static/[^\"]+\\.css\\?v=[0-9a-f]{16})\".*", "$1");

        HttpResponse<String> style = server.send(server.request(link));
        HttpResponse<String> plain = server.send(server.request(link.replaceAll("\\?.*", "")));

        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.headers().firstValue("Content-Type").orElse("")).startsWith("text/css");
        assertThat(style.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
        assertThat(plain.headers().firstValue("Cache-Control")).hasValue("no-cache");
        String tag = plain.headers().firstValue("ETag").orElseThrow();
        assertThat(server.send(server.request(link).header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/",
                "/static/nothing.css",
                "/static/.css",
                "/static/../messages.properties",
                "/static/x.html"
            })
    void onlyStaticFilesAreServed(String path) {
        assertThat(server.send(server.request(path)).statusCode()).isEqualTo(404);
    }

    @Test
    void aBrokenPageShowsAnErrorPageWithItsNumber() {
        String cookie = Guard.COOKIE + "=" + server.sessions.begin(Role.VIEWER);

        HttpResponse<String> response = get("/broken-page", cookie);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(response.body()).contains("The log has it as ").doesNotContain("secret");
    }

    @Test
    void aBrowserGetsAPageForWhatIsNotThere() {
        HttpResponse<String> response =
                server.send(server.request("/nowhere").header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    }

    private HttpResponse<String> get(String path, String cookie) {
        return server.send(server.request(path).header("Cookie", cookie.split(";")[0]));
    }

    private HttpResponse<String> post(String path, String form, String... headers) {
        HttpRequest.Builder request = server.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.send(request);
    }
}
