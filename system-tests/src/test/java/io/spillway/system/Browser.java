package io.spillway.system;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real Chromium, signed in to one server. */
final class Browser implements AutoCloseable {

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final String base;
    private final String session;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium, String base, String session) {
        this.playwright = playwright;
        this.chromium = chromium;
        this.base = base;
        this.session = session;
    }

    /** Signs in by the link, as a person does. */
    static Browser signedIn(String base, String link) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            com.microsoft.playwright.Browser chromium = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(executable())
                            .setArgs(ARGUMENTS));
            try (BrowserContext context = chromium.newContext()) {
                Page page = context.newPage();
                page.navigate(link.replaceFirst("http://[^/]+", base));
                page.locator("main form button").click();
                page.waitForURL(url -> !url.contains("/login"));
                return new Browser(playwright, chromium, base, context.storageState());
            }
        } catch (RuntimeException | AssertionError e) {
            playwright.close();
            throw e;
        }
    }

    /** How a page is looked at. */
    record View(String name, int width, int height, ColorScheme scheme) {

        static final View WIDE_LIGHT = new View("wide-light", 1440, 900, ColorScheme.LIGHT);
        static final View WIDE_DARK = new View("wide-dark", 1440, 900, ColorScheme.DARK);
        static final View NARROW_LIGHT = new View("narrow-light", 390, 844, ColorScheme.LIGHT);
        static final View NARROW_DARK = new View("narrow-dark", 390, 844, ColorScheme.DARK);
    }

    /** A window that remembers what goes wrong in it. */
    WatchedPage open(View view) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(base)
                .setStorageState(session)
                .setViewportSize(view.width(), view.height())
                .setColorScheme(view.scheme()));
        return new WatchedPage(context, context.newPage());
    }

    /** A window without the session. */
    WatchedPage openStranger() {
        BrowserContext context =
                chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setBaseURL(base));
        return new WatchedPage(context, context.newPage());
    }

    private static Path executable() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no chromium; ./verify installs what the tests need"));
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
