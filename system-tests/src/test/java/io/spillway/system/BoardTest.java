package io.spillway.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.spillway.system.Browser.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real Chromium. */
@Packaged
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BoardTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static ServerProcess server;
    private static Browser browser;
    private static Map<String, String> pages;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerSetup.in(folder).with("degrade.ramp-step", "1s"));
        browser = Browser.signedIn("http://127.0.0.1:" + server.port(), server.signInLink());
        pages = pages(traffic(server.api()));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Something to look at: tasks that succeeded, failed, run and wait; the id of a failed one. */
    private static String traffic(Api api) {
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tasks.add(Api.task("probe-noop", Map.of()));
            tasks.add(Api.task("probe-sleep", Map.of("millis", i * 10)));
        }
        api.batch(tasks);
        String failed = api.submitted(
                Api.task("probe-fail", Map.of("cause", "invalid", "message", "the coupon is <b>void</b>")));
        api.submitted(Api.task("probe-sleep", Map.of("millis", 120_000)));
        api.submitted(Map.of("type", "probe-noop", "payload", Map.of(), "delay", "PT1H"));
        api.awaitState(failed, "FAILED", LIMIT);
        return failed;
    }

    private static Map<String, String> pages(String task) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("board", "/");
        pages.put("tasks", "/tasks");
        pages.put("task", "/tasks/" + task);
        pages.put("dead-letters", "/dead-letters");
        pages.put("alerts", "/alerts");
        pages.put("degradation", "/degradation");
        pages.put("drills", "/drills");
        pages.put("plugins", "/plugins");
        pages.put("nodes", "/nodes");
        pages.put("audit", "/audit");
        pages.put("sla", "/sla/probe-noop");
        return pages;
    }

    @Test
    @Order(1)
    void showsATierAndItsEndWithoutAReload() {
        try (WatchedPage window = browser.open(View.WIDE_LIGHT)) {
            window.open("/");
            Locator banner = window.page().locator("main [role=alert]");
            window.page().evaluate("window.notReloaded = true");
            assertThat(banner).hasCount(0);

            Api.Answer engaged = server.api().engage("core", "L2", "a drill of the board", Duration.ofMinutes(5));
            assertThat(engaged.status()).as(engaged.body()).isEqualTo(200);
            assertThat(banner).containsText("L2", new LocatorAssertions.ContainsTextOptions().setTimeout(5_000));
            assertThat(banner).containsText("a drill of the board");
            window.picture("board-wide-light-en-L2");
            assertThat(window.barriers()).isEmpty();

            server.api().release("core");
            assertThat(banner).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
            assertThat(window.page().evaluate("window.notReloaded")).isEqualTo(true);
            assertThat(window.complaints()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void showsEachPageWithoutAnErrorOrABarrierInLightAndDark() {
        for (View view : List.of(View.WIDE_LIGHT, View.WIDE_DARK)) {
            try (WatchedPage window = browser.open(view)) {
                pages.forEach((name, path) -> {
                    window.open(path);
                    assertThat(window.page().locator("h1").first().textContent())
                            .isNotBlank();
                    window.picture(name + "-" + view.name() + "-en");
                    assertThat(view == View.WIDE_LIGHT ? window.barriers() : window.faintTexts())
                            .as(name + " " + view.name())
                            .isEmpty();
                });
                assertThat(window.complaints()).isEmpty();
            }
        }
    }

    @Test
    @Order(3)
    void fitsANarrowWindow() {
        for (View view : List.of(View.NARROW_LIGHT, View.NARROW_DARK)) {
            try (WatchedPage window = browser.open(view)) {
                pages.forEach((name, path) -> {
                    window.open(path);
                    window.picture(name + "-" + view.name() + "-en");
                    assertThat(window.overflow())
                            .as("pixels that " + name + " is too wide")
                            .isLessThanOrEqualTo(0);
                });
                assertThat(window.complaints()).isEmpty();
            }
        }
    }

    @Test
    @Order(4)
    void speaksChinese() {
        for (View view : List.of(View.WIDE_LIGHT, View.NARROW_DARK)) {
            try (WatchedPage window = browser.open(view)) {
                pages.forEach((name, path) -> {
                    window.open(path + "?lang=zh-CN");
                    assertThat(window.page().locator("html").getAttribute("lang"))
                            .isEqualTo("zh-CN");
                    assertThat(window.page().locator("main").textContent())
                            .as(name)
                            .containsPattern("\\p{IsHan}");
                    window.picture(name + "-" + view.name() + "-zh-CN");
                    assertThat(window.overflow())
                            .as("pixels that " + name + " is too wide")
                            .isLessThanOrEqualTo(0);
                });
                assertThat(window.complaints()).isEmpty();
            }
        }
    }

    @Test
    @Order(5)
    void showsWhatATaskSaysAsText() {
        try (WatchedPage window = browser.open(View.WIDE_LIGHT)) {
            window.open(pages.getOrDefault("task", ""));

            assertThat(window.page().locator("main")).containsText("the coupon is <b>void</b>");
            assertThat(window.page()
                            .locator("main b", new com.microsoft.playwright.Page.LocatorOptions().setHasText("void")))
                    .hasCount(0);
        }
    }

    @Test
    @Order(6)
    void letsALinkSignInOnceOnly() {
        Api nobody = new Api(server.port(), "");

        assertThat(nobody.get("/", "text/html").status()).isIn(302, 303);
        assertThat(nobody.get("/", "text/html").header("Location")).contains("/login");
        assertThatLinkIsUsedUp();
    }

    private static void assertThatLinkIsUsedUp() {
        try (WatchedPage window = browser.openStranger()) {
            window.page().navigate(server.signInLink().replaceFirst("http://[^/]+", ""));
            Locator button = window.page().locator("main form button");
            if (button.count() > 0) {
                button.first().click();
            }
            assertThat(window.page().locator("main [role=alert]")).isVisible();
            assertThat(window.page().url()).contains("/login");
        }
    }
}
