package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every page in both languages, full and empty, with hostile values in it. Leaves them in target/pages to be looked at. */
final class TemplatesTest {

    private static final List<Locale> LOCALES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);
    private static final Set<String> VOID = Set.of("meta", "link", "input", "img", "br", "hr");

    @TestFactory
    Stream<DynamicTest> rendersWhole() {
        return LOCALES.stream()
                .flatMap(locale -> SamplePages.all(locale).stream()
                        .map(each -> DynamicTest.dynamicTest(each.name() + " " + locale, () -> {
                            String page = each.render(locale);
                            save(each.name() + "." + locale.toLanguageTag() + ".html", page);

                            assertThat(page)
                                    .doesNotContain("??", "null", " th:")
                                    .startsWith("<!doctype html>");
                            assertThat(page)
                                    .contains("<main id=\"main\"")
                                    .contains("lang=\"" + locale.toLanguageTag() + "\"");
                            assertBalanced(page);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> staysHarmless() {
        return SamplePages.all(Locale.ENGLISH).stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    String page = each.render(Locale.ENGLISH);

                    assertThat(page)
                            .doesNotContain("<script>", "<img", "javascript:")
                            .doesNotContainPattern("[^0-9]49[^0-9.]");
                    assertThat(page)
                            .doesNotContainPattern("<[^>]*\\sstyle=")
                            .doesNotContainPattern("<[a-z][^>\"]*\\son[a-z]+=");
                }));
    }

    @Test
    void aFragmentIsThePageWithoutItsFrame() {
        Map<String, Object> model =
                new HashMap<>(SamplePages.all(Locale.ENGLISH).getFirst().model());
        model.put(
                "frame",
                SamplePages.frame(Locale.ENGLISH, SampleTiers.degraded()).partial(true));

        String page = new SamplePage("board-fragment", "board", model).render(Locale.ENGLISH);

        assertThat(page)
                .contains("<title>(3) L2 core – Spillway</title>", "favicon-l2.svg", "data-key=\"row-stock-deduct\"");
        assertThat(page).doesNotContain("<header", "<nav aria-label=\"Pages\"", "<script", "<dialog");
    }

    @Test
    void theBannerIsAnAlertThatDoesNotChangeEachSecond() {
        SamplePage board = SamplePages.all(Locale.ENGLISH).getFirst();

        String page = board.render(Locale.ENGLISH);

        MatchResult alert = Pattern.compile("(?s)<div class=\"say\" role=\"alert\">(.*?)</div>")
                .matcher(page)
                .results()
                .findFirst()
                .orElseThrow();
        assertThat(alert.group(1))
                .contains("L2", "The core path is degraded", "error rate 12.4 %")
                .doesNotContain("3 min");
        assertThat(page).contains("3 min 12 s");
    }

    @Test
    void whoMayNotSwitchSeesNoSwitches() {
        for (SamplePage each : SamplePages.all(Locale.ENGLISH)) {
            Map<String, Object> model = new HashMap<>(each.model());
            model.put("can", Map.of("VIEW", true, "OPERATE", false, "ADMINISTER", false));

            String page = new SamplePage(each.name(), each.template(), model).render(Locale.ENGLISH);

            assertThat(page.replaceAll("action=\"/(login|logout)\"", ""))
                    .as(each.name())
                    .doesNotContain("method=\"post\" action=");
        }
    }

    @Test
    void everyKeyOfAPageIsThereOnce() {
        for (SamplePage each : SamplePages.all(Locale.ENGLISH)) {
            List<String> keys = attributes(each.render(Locale.ENGLISH), "data-key");
            List<String> ids = attributes(each.render(Locale.ENGLISH), "id");

            assertThat(keys).as(each.name()).doesNotHaveDuplicates();
            assertThat(ids).as(each.name()).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyPageHasItsTemplateAndEveryTemplateItsPage() throws IOException {
        Set<String> tested = new TreeSet<>(Set.of("layout", "parts", "limits", "site"));
        SamplePages.all(Locale.ENGLISH).forEach(each -> tested.add(each.template()));

        try (Stream<Path> files = MessagesTest.templates()) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".html", "")))
                    .containsExactlyInAnyOrderElementsOf(tested);
        }
    }

    private static void save(String name, String page) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "pages"));
        Files.writeString(folder.resolve(name), page);
    }

    private static List<String> attributes(String page, String name) {
        return Pattern.compile("\\s" + name + "=\"([^\"]*)\"")
                .matcher(page)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static void assertBalanced(String page) {
        List<String> open = new ArrayList<>();
        Pattern.compile("<(/?)([a-z0-9]+)((?:\"[^\"]*\"|[^>\"])*?)(/?)>")
                .matcher(page.replaceAll("(?s)<!--.*?-->", ""))
                .results()
                .filter(tag -> !VOID.contains(tag.group(2)) && tag.group(4).isEmpty())
                .forEach(tag -> {
                    if (tag.group(1).isEmpty()) {
                        open.add(tag.group(2));
                    } else {
                        assertThat(open).as("before </" + tag.group(2) + ">").isNotEmpty();
                        assertThat(tag.group(2)).isEqualTo(open.removeLast());
                    }
                });
        assertThat(open).isEmpty();
    }
}
