package io.spillway.system;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A page in its own window, with all that its console and its content security policy complained of. */
final class WatchedPage implements AutoCloseable {

    private static final Set<String> GRAVE = Set.of("serious", "critical");

    /* A violation is an event of the document; a script that is there before the page's own hears all of them. */
    private static final String CSP_WATCH = """
            document.addEventListener('securitypolicyviolation', event =>
                console.error('content security policy: ' + event.violatedDirective + ' ' + event.blockedURI));
            """;

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    WatchedPage(BrowserContext context, Page page) {
        this.context = context;
        this.page = page;
        context.addInitScript(CSP_WATCH);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onRequestFailed(request -> {
            /* A stream that is cut because the page is left is no fault. */
            if (!String.valueOf(request.failure()).contains("ERR_ABORTED")) {
                complaints.add(request.url() + ": " + request.failure());
            }
        });
    }

    Page page() {
        return page;
    }

    /** Goes there and expects the page itself. */
    void open(String path) {
        Response response = page.navigate(path);
        if (response == null || response.status() != 200 || page.url().contains("/login")) {
            throw new AssertionError(
                    path + " was answered " + (response == null ? "nothing" : response.status()) + " at " + page.url());
        }
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void picture(String name) {
        Path file = Project.TARGET.resolve("screenshots").resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }

    /** What axe finds that keeps people out. */
    List<String> barriers() {
        return barriers(new AxeBuilder(page));
    }

    /** The same of what another colour scheme changes. */
    List<String> faintTexts() {
        return barriers(new AxeBuilder(page).withRules(List.of("color-contrast")));
    }

    private List<String> barriers(AxeBuilder axe) {
        // There are no frames in our pages, which the other mode opens a window of its own for.
        return axe.setLegacyMode(true).analyze().getViolations().stream()
                .filter(rule -> GRAVE.contains(String.valueOf(rule.getImpact())))
                .map(this::barrier)
                .toList();
    }

    private String barrier(Rule rule) {
        return page.url() + ": " + rule.getId() + " (" + rule.getImpact() + ") " + rule.getHelp() + " at "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    /** By how many pixels the page is wider than its window. */
    int overflow() {
        Object width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return ((Number) width).intValue();
    }

    @Override
    public void close() {
        context.close();
    }
}
