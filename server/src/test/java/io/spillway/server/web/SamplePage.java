package io.spillway.server.web;

import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.linkbuilder.StandardLinkBuilder;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** A page by its template and what is shown on it. */
record SamplePage(String name, String template, Map<String, Object> model) {

    private static final TemplateEngine ENGINE = engine();

    String render(Locale locale) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "lang",
                locale.toLanguageTag(),
                "theme",
                "auto",
                "principal",
                new Principal("op@team", Set.of(Permission.values())),
                "can",
                Map.of("VIEW", true, "OPERATE", true, "ADMINISTER", true),
                "nav",
                navigation(template),
                "version",
                "0.1.0",
                "path",
                "/"));
        all.putAll(model);
        return ENGINE.process(template, new Context(locale, all));
    }

    private static List<PageRenderer.NavItem> navigation(String template) {
        return Stream.of("board", "tasks", "dead-letters", "degradation", "alerts", "plugins", "nodes", "audit")
                .map(name -> new PageRenderer.NavItem(
                        "nav." + name, name.equals("board") ? "/" : "/" + name, name.equals(template)))
                .toList();
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
