package io.spillway.server.web;

import io.javalin.http.Context;
import io.spillway.plugin.api.Tier;
import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Principal;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.ScopeStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.linkbuilder.StandardLinkBuilder;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Turns a template of {@code /spillway/web/templates} into a page. Every model also holds: {@code lang} (a language
 * tag), {@code theme} (light, dark, auto), {@code principal} (null for nobody), {@code can} (permission → true),
 * {@code nav} (a list of {@link NavItem}), {@code banner} (the {@link ScopeStatus} of the most severe tier in force, or
 * null), {@code version}, and {@code path}.
 */
final class PageRenderer {

    private static final List<String> NAV = List.of(
            "/", "/tasks", "/dead-letters", "/degradation", "/alerts", "/drills", "/plugins", "/nodes", "/audit");

    private final TemplateEngine engine = new TemplateEngine();
    private final String version;
    private final Supplier<Degradation> tiers;

    PageRenderer(String version, Supplier<Degradation> tiers, StaticFiles files) {
        this.version = version;
        this.tiers = tiers;
        ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver(PageRenderer.class.getClassLoader());
        templates.setPrefix("spillway/web/templates/");
        templates.setSuffix(".html");
        templates.setTemplateMode(TemplateMode.HTML);
        templates.setCharacterEncoding("UTF-8");
        templates.setCacheable(true);
        engine.setTemplateResolver(templates);
        engine.setMessageResolver(new PageMessages());
        engine.setLinkBuilder(new Links(files));
    }

    /** Answers with the page; the status is the caller's. */
    void render(Context ctx, String template, Map<String, ? extends @Nullable Object> model) {
        Preferences preferences = Preferences.of(ctx);
        Map<String, @Nullable Object> all = new HashMap<>(common(ctx, preferences));
        all.putAll(model);
        String page = engine.process(template, new org.thymeleaf.context.Context(preferences.locale(), all));
        ctx.contentType("text/html; charset=utf-8").result(page);
    }

    private Map<String, @Nullable Object> common(Context ctx, Preferences preferences) {
        Optional<Principal> principal = Guard.principal(ctx);
        Map<String, @Nullable Object> common = new HashMap<>();
        common.put("lang", preferences.locale().toLanguageTag());
        common.put("theme", preferences.theme());
        common.put("principal", principal.orElse(null));
        common.put("can", permissions(principal));
        common.put("nav", navigation(ctx.path()));
        common.put("banner", principal.isPresent() ? banner() : null);
        common.put("version", version);
        common.put("path", ctx.path());
        return common;
    }

    private static Map<String, Boolean> permissions(Optional<Principal> principal) {
        Map<String, Boolean> can = new HashMap<>();
        for (Permission permission : Permission.values()) {
            can.put(
                    permission.name(),
                    principal.map(each -> each.may(permission)).orElse(false));
        }
        return can;
    }

    private static List<NavItem> navigation(String path) {
        return NAV.stream()
                .map(href -> new NavItem(key(href), href, isWithin(path, href)))
                .toList();
    }

    private static String key(String href) {
        return "nav." + (href.equals("/") ? "board" : href.substring(1));
    }

    private static boolean isWithin(String path, String href) {
        return href.equals("/")
                ? path.equals("/") || path.startsWith("/sla/")
                : path.equals(href) || path.startsWith(href + "/");
    }

    private @Nullable ScopeStatus banner() {
        return tiers.get().scopes().stream()
                .filter(PageRenderer::isInForce)
                .max(Comparator.comparing(ScopeStatus::tier).thenComparing(ScopeStatus::intensity))
                .orElse(null);
    }

    private static boolean isInForce(ScopeStatus status) {
        return status.tier() != Tier.NONE
                && status.state() != ScopeStatus.State.PENDING
                && status.state() != ScopeStatus.State.OBSERVE;
    }

    /** One entry of the navigation. @param key of its message: {@code nav.tasks} */
    public record NavItem(String key, String href, boolean current) {}

    /** Links as they stand in the templates, those to static files with their hash. */
    private static final class Links extends StandardLinkBuilder {

        private final StaticFiles files;

        Links(StaticFiles files) {
            this.files = files;
        }

        @Override
        protected String computeContextPath(IExpressionContext context, String base, Map<String, Object> parameters) {
            return "";
        }

        @Override
        protected String processLink(IExpressionContext context, String link) {
            return files.versioned(link);
        }
    }
}
