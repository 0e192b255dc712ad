package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Principal;
import io.spillway.server.breaker.BreakerConfig;
import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.breaker.ForcedBreakers;
import io.spillway.server.breaker.InMemoryForcedBreakers;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillConfig;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillsInMemory;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.sla.Window;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.linkbuilder.StandardLinkBuilder;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Every page in both languages, full and empty, with hostile values in it. Leaves them in target/pages to be looked at. */
final class TemplatesTest {

    private static final List<Locale> LOCALES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);
    private static final String ORIGIN = "http://localhost:8080";
    private static final TemplateEngine ENGINE = engine();
    private static final Set<String> VOID = Set.of("meta", "link", "input", "img", "br", "hr");

    private record Case(String name, String template, Map<String, Object> model) {}

    @TestFactory
    Stream<DynamicTest> rendersWhole() {
        return LOCALES.stream()
                .flatMap(locale -> cases(locale).stream()
                        .map(each -> DynamicTest.dynamicTest(each.name() + " " + locale, () -> {
                            String page = render(each, locale);
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
        return cases(Locale.ENGLISH).stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    String page = render(each, Locale.ENGLISH);

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
                new HashMap<>(cases(Locale.ENGLISH).getFirst().model());
        model.put("frame", frame(Locale.ENGLISH, SampleTiers.degraded()).partial(true));

        String page = render(new Case("board-fragment", "board", model), Locale.ENGLISH);

        assertThat(page)
                .contains("<title>(3) L2 core – Spillway</title>", "favicon-l2.svg", "data-key=\"row-stock-deduct\"");
        assertThat(page).doesNotContain("<header", "<nav aria-label=\"Pages\"", "<script", "<dialog");
    }

    @Test
    void theBannerIsAnAlertThatDoesNotChangeEachSecond() {
        Case board = cases(Locale.ENGLISH).getFirst();

        String page = render(board, Locale.ENGLISH);

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
        for (Case each : cases(Locale.ENGLISH)) {
            Map<String, Object> model = new HashMap<>(each.model());
            model.put("can", Map.of("VIEW", true, "OPERATE", false, "ADMINISTER", false));

            String page = render(new Case(each.name(), each.template(), model), Locale.ENGLISH);

            assertThat(page.replaceAll("action=\"/(login|logout)\"", ""))
                    .as(each.name())
                    .doesNotContain("method=\"post\" action=");
        }
    }

    @Test
    void everyKeyOfAPageIsThereOnce() {
        for (Case each : cases(Locale.ENGLISH)) {
            List<String> keys = attributes(render(each, Locale.ENGLISH), "data-key");
            List<String> ids = attributes(render(each, Locale.ENGLISH), "id");

            assertThat(keys).as(each.name()).doesNotHaveDuplicates();
            assertThat(ids).as(each.name()).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyPageHasItsTemplateAndEveryTemplateItsPage() throws IOException {
        Set<String> tested = new TreeSet<>(Set.of("layout", "parts", "limits", "site"));
        cases(Locale.ENGLISH).forEach(each -> tested.add(each.template()));

        try (Stream<Path> files = MessagesTest.templates()) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".html", "")))
                    .containsExactlyInAnyOrderElementsOf(tested);
        }
    }

    private static List<Case> cases(Locale locale) {
        Format format = new Format(locale, Samples.NOW);
        List<Case> cases = new ArrayList<>();
        cases.add(page(
                "board", "board", BoardView.of(Samples.busy(), Window.FIVE_MINUTES, format), SampleTiers.degraded()));
        cases.add(page(
                "board-fresh", "board", BoardView.of(Samples.fresh(), Window.ONE_HOUR, format), SampleTiers.normal()));
        SampleTypes.reports()
                .forEach(report -> cases.add(page(
                        "sla-" + report.type(),
                        "sla",
                        SlaView.of(report, Samples.busy().tierOf().apply(report.type()), format, ORIGIN),
                        SampleTiers.degraded())));
        for (TypeLimits limits : SampleTypes.limits()) {
            LimitsView view = LimitsView.of(limits, format);
            cases.add(page(
                    "sla-limits-" + limits.type(),
                    "sla",
                    sla(format).with(view, breakers(format), null),
                    SampleTiers.normal()));
            cases.add(page(
                    "sla-refused-" + limits.type(),
                    "sla",
                    sla(format)
                            .with(
                                    view.refused(
                                            new LimitsView.Form("many", "", "", Samples.HOSTILE, "PT1H"), "number"),
                                    breakers(format),
                                    SlaView.StrainView.of(
                                            new Strain(true, Duration.ofSeconds(92), Optional.empty()), format)),
                    SampleTiers.normal()));
        }
        TaskStore.Query all = new TaskStore.Query(null, null, "abc", 50);
        TaskStore.Query some = new TaskStore.Query("coupon-redeem", TaskState.FAILED, null, 50);
        TaskStore.Query first = new TaskStore.Query(null, null, null, 50);
        TaskStore.Page full = new TaskStore.Page(Samples.tasks(), "n/e xt");
        TaskStore.Page empty = new TaskStore.Page(List.of(), null);
        List<String> types = List.of("coupon-redeem", "stock-deduct");
        cases.add(page("tasks", "tasks", TasksView.of(all, full, types, format), SampleTiers.degraded()));
        cases.add(page("tasks-filtered", "tasks", TasksView.of(some, empty, types, format), SampleTiers.normal()));
        cases.add(page(
                "tasks-none",
                "tasks",
                TasksView.of(first, empty, types, format).withCurl("curl -X POST"),
                SampleTiers.normal()));
        cases.addAll(letters(format, types));
        Samples.tasks()
                .forEach(task -> cases.add(page(
                        "task-" + task.state().label(),
                        "task",
                        TaskView.of(task, Fate.NONE, List.of(), format),
                        SampleTiers.degraded())));
        cases.add(page(
                "task-waiting",
                "task",
                TaskView.of(Samples.task(TaskState.PENDING), Fate.NONE, SampleTypes.reasons(), format),
                SampleTiers.degraded()));
        cases.add(page(
                "alerts",
                "alerts",
                AlertsView.of(SampleTiers.alerts(), SampleTiers::asked, SampleTiers.degraded(), format, ORIGIN),
                SampleTiers.degraded()));
        cases.add(page(
                "alerts-never",
                "alerts",
                AlertsView.of(List.of(), SampleTiers::asked, SampleTiers.normal(), format, ORIGIN),
                SampleTiers.normal()));
        DegradationView tiers = DegradationView.of(
                        SampleTiers.degraded(),
                        types,
                        Samples.audit(),
                        PolicyView.of(SampleTiers.policy(List.of("p.yml:3: " + Samples.HOSTILE)), format),
                        format)
                .with(SampleTiers.engagements(), format);
        cases.add(page("degradation", "degradation", tiers, SampleTiers.degraded()));
        cases.add(page(
                "degradation-refused",
                "degradation",
                tiers.refused(new DegradationView.Form("site", "L3", Samples.HOSTILE, "PT1H"), "confirm"),
                SampleTiers.degraded()));
        cases.add(page(
                "degradation-normal",
                "degradation",
                DegradationView.of(
                        SampleTiers.normal(),
                        List.of(),
                        List.of(),
                        PolicyView.of(SampleTiers.policy(List.of()), format),
                        format),
                SampleTiers.normal()));
        cases.add(page(
                "plugins", "plugins", PluginsView.of(SampleTypes.plugins(), format, ORIGIN), SampleTiers.degraded()));
        cases.add(page("plugins-none", "plugins", PluginsView.of(List.of(), format, ORIGIN), SampleTiers.normal()));
        cases.add(page(
                "nodes",
                "nodes",
                NodesView.of(SampleNodes.node(List.of()), Samples.busy().hops(), format),
                SampleTiers.normal()));
        List<Drill> drills = List.of(
                DrillsInMemory.underWay(new DrillId("01KAQF5E0000000000000000AC"), Samples.NOW.minusSeconds(30)),
                DrillsInMemory.failed(new DrillId("01KAQF5E0000000000000000AB"), Samples.NOW.minusSeconds(9_000)),
                DrillsInMemory.passed(new DrillId("01KAQF5E0000000000000000AA"), Samples.NOW.minusSeconds(90_000)));
        cases.add(page(
                "drills",
                "drills",
                DrillsView.of(DrillConfig.DEFAULT, drills, drills.getLast(), format),
                SampleTiers.normal()));
        cases.add(page(
                "drills-empty",
                "drills",
                DrillsView.of(DrillConfig.DEFAULT, List.of(), null, format),
                SampleTiers.normal()));
        cases.add(page(
                "nodes-not-ready",
                "nodes",
                NodesView.of(
                        SampleNodes.node(List.of(SampleNodes.AWAY, SampleNodes.FULL)),
                        Samples.fresh().hops(),
                        format),
                SampleTiers.normal()));
        cases.add(page(
                "nodes-many",
                "nodes",
                NodesView.of(
                        SampleNodes.node(
                                List.of(SampleNodes.FULL),
                                SampleNodes.seen("node-2", Duration.ofSeconds(1), List.of(SampleNodes.AWAY)),
                                SampleNodes.seen("node-3", Duration.ofMinutes(4), List.of())),
                        Samples.fresh().hops(),
                        format),
                SampleTiers.normal()));
        cases.add(page("audit", "audit", AuditView.of(Samples.audit(), 4L, 3, format), SampleTiers.degraded()));
        cases.add(page("audit-none", "audit", AuditView.of(List.of(), null, 3, format), SampleTiers.normal()));
        cases.add(new Case(
                "login",
                "login",
                stranger(model("code", null, "next", "/tasks?type=a&state=b", "error", null, "wait", null))));
        cases.add(new Case(
                "login-code", "login", stranger(model("code", "abc", "next", null, "error", null, "wait", null))));
        cases.add(new Case(
                "login-wrong",
                "login",
                stranger(model("code", null, "next", null, "error", "wrong-token", "wait", null))));
        cases.add(new Case(
                "login-many", "login", stranger(model("code", null, "next", null, "error", "too-many", "wait", 30L))));
        cases.add(new Case(
                "error-404",
                "error",
                model("status", 404, "title", "Not found", "detail", "There is no task with this id.", "id", null)));
        cases.add(new Case(
                "error-500",
                "error",
                model("status", 500, "title", "Internal error", "detail", "Something went wrong here.", "id", "4711")));
        cases.add(new Case("error-418", "error", model("status", 418, "title", "Teapot", "detail", null, "id", null)));
        return cases;
    }

    private static List<Case> letters(Format format, List<String> types) {
        LettersView full = LettersView.of(SampleLetters.full(format), types, true, format);
        Task failed = Samples.task(TaskState.FAILED);
        LetterView letter = LetterView.of(failed, Fate.NONE, true, SampleLetters.audit(failed), format);
        LetterView replaced = LetterView.of(
                failed, new Fate(failed.id(), failed.id(), true), false, SampleLetters.audit(failed), format);
        Problem wrong = Problem.invalid("/payload/" + Samples.HOSTILE, Samples.HOSTILE);
        LetterView.Form tried = new LetterView.Form("{" + Samples.HOSTILE, Samples.HOSTILE, Samples.HOSTILE);
        List<Case> cases = new ArrayList<>(List.of(
                page("dead-letters", "dead-letters", full, SampleTiers.degraded()),
                page(
                        "dead-letters-none",
                        "dead-letters",
                        LettersView.of(SampleLetters.none(LetterFilter.ALL), types, false, format),
                        SampleTiers.normal()),
                page(
                        "dead-letters-filtered",
                        "dead-letters",
                        LettersView.of(SampleLetters.none(LetterFilter.ofType("gone")), types, false, format),
                        SampleTiers.normal()),
                page(
                        "dead-letters-refused",
                        "dead-letters",
                        full.refused(SampleLetters.form(), "busy"),
                        SampleTiers.normal()),
                page("letter", "letter", letter, SampleTiers.degraded()),
                page("letter-replaced", "letter", replaced, SampleTiers.normal()),
                page("letter-without-reason", "letter", letter.without("discard-reason"), SampleTiers.normal())));
        for (String why : List.of("json", "payload", "key", "key-long", "reason", "state", "no-handler")) {
            cases.add(page("letter-" + why, "letter", letter.refused(tried, why, wrong), SampleTiers.normal()));
        }
        return cases;
    }

    private static BreakerView breakers(Format format) {
        BreakerDesk desk = new BreakerDesk(
                new Breakers(
                        BreakerConfig.DEFAULT, new Breakers.Clocks(() -> Samples.NOW, () -> 0), new Random(3), _ -> {}),
                new InMemoryForcedBreakers(() -> Samples.NOW));
        desk.force(new ForcedBreakers.Change(
                "stock-deduct", ForcedBreaker.Mode.FORCED_OPEN, "op@team", Samples.HOSTILE, Duration.ofMinutes(5)));
        return BreakerView.of("stock-deduct", SampleNodes.brokenSite(), desk, format);
    }

    private static SlaView sla(Format format) {
        return SlaView.of(SampleTypes.reports().getFirst(), Tier.NONE, format, ORIGIN);
    }

    private static Case page(String name, String template, Record view, Degradation degradation) {
        return new Case(
                name, template, new HashMap<>(Map.of("view", view, "frame", frame(Locale.ENGLISH, degradation))));
    }

    private static Frame frame(Locale locale, Degradation degradation) {
        return Frame.of(
                new Format(locale, Samples.NOW),
                degradation,
                degradation.equals(SampleTiers.normal()) ? List.of() : SampleTiers.alerts());
    }

    private static Map<String, Object> model(@Nullable Object... pairs) {
        Map<String, Object> model = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            model.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return model;
    }

    private static Map<String, Object> stranger(Map<String, Object> model) {
        model.put("principal", null);
        return model;
    }

    private static String render(Case each, Locale locale) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "lang",
                locale.toLanguageTag(),
                "theme",
                "auto",
                "principal",
                new Principal("op@team", Set.of(Permission.values())),
                "can",
                Map.of("VIEW", true, "OPERATE", true, "ADMINISTER", true),
                "nav",
                navigation(each.template()),
                "version",
                "0.1.0",
                "path",
                "/"));
        model.putAll(each.model());
        return ENGINE.process(each.template(), new Context(locale, model));
    }

    private static List<PageRenderer.NavItem> navigation(String template) {
        return Stream.of("board", "tasks", "dead-letters", "degradation", "alerts", "plugins", "nodes", "audit")
                .map(name -> new PageRenderer.NavItem(
                        "nav." + name, name.equals("board") ? "/" : "/" + name, name.equals(template)))
                .toList();
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

    private static TemplateEngine engine() {
        ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver();
        templates.setPrefix("spillway/web/templates/");
        templates.setSuffix(".html");
        templates.setTemplateMode(TemplateMode.HTML);
        templates.setCharacterEncoding("UTF-8");
        TemplateEngine engine = new TemplateEngine();
        engine.setTemplateResolver(templates);
        engine.setMessageResolver(new PageMessages());
        engine.setLinkBuilder(new StandardLinkBuilder() {
            @Override
            protected String computeContextPath(
                    IExpressionContext context, String base, Map<String, Object> parameters) {
                return "";
            }
        });
        return engine;
    }
}
