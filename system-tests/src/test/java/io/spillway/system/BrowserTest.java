package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.system.Browser.View;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the browser sees what it is there to see. */
@Timeout(60)
final class BrowserTest {

    private static final Map<String, String> HTML = Map.of(
            "Content-Type", "text/html; charset=utf-8",
            "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'");
    private static final String GOOD = "<!doctype html><html lang=en><title>good</title><link rel=icon href='data:,'>"
            + "<main><h1>good</h1><form method=post action=/in><button>Go</button></form></main>";
    private static final String BAD =
            "<!doctype html><html><title>bad</title><link rel=icon href='data:,'><main><h1>bad</h1>"
                    + "<p style='color:red'>inline</p><script src=/bad.js></script><div style=width:9999px></div>"
                    + "<img src=data:,></main>";

    @Test
    void seesErrorsViolationsAndBarriers() {
        Map<String, String> script = Map.of("Content-Type", "text/javascript");
        Map<String, String> plain = Map.of("Content-Type", "text/html; charset=utf-8");
        try (TestSite site = TestSite.start()
                        .with("/", HTML, exchange -> BAD)
                        .with("/good", plain, exchange -> GOOD)
                        .with("/faint", plain, exchange -> "<main><font color=#dddddd>faint</font></main>")
                        .with("/wide", plain, exchange -> "<div style=width:9999px>wide</div>")
                        .with("/login", plain, exchange -> GOOD)
                        .with("/in", plain, exchange -> GOOD)
                        .with("/bad.js", script, exchange -> "console.error('told'); throw new Error('thrown')");
                Browser browser = Browser.signedIn(
                        "http://127.0.0.1:" + site.port(), "http://localhost:" + site.port() + "/login?code=x");
                WatchedPage good = browser.open(View.WIDE_LIGHT);
                WatchedPage bad = browser.open(View.NARROW_DARK)) {

            good.open("/good");
            assertThat(good.complaints()).isEmpty();
            assertThat(good.barriers()).isEmpty();
            assertThat(good.faintTexts()).isEmpty();
            assertThat(good.overflow()).isZero();

            bad.open("/");
            assertThat(bad.barriers()).anyMatch(each -> each.contains("image-alt"));
            assertThat(bad.complaints())
                    .anyMatch(each -> each.contains("told"))
                    .anyMatch(each -> each.contains("thrown"))
                    .anyMatch(each -> each.contains("content security policy: style-src"));
            bad.open("/faint");
            assertThat(bad.faintTexts()).hasSize(1);
            bad.open("/wide");
            assertThat(bad.overflow()).isPositive();
        }
    }
}
