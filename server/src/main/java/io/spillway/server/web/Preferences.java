package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a visitor likes the pages: the language and the colours. {@code ?lang=} and {@code ?theme=} choose, and a cookie keeps it. */
record Preferences(Locale locale, String theme) {

    private static final List<Locale> LOCALES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);
    private static final Set<String> THEMES = Set.of("light", "dark", "auto");
    private static final String ATTRIBUTE = "spillway.preferences";
    private static final int ONE_YEAR = 365 * 24 * 3600;

    /** Reads the request; writes a cookie where the query chooses. */
    static Preferences of(Context ctx) {
        Preferences known = ctx.attribute(ATTRIBUTE);
        if (known == null) {
            known = read(ctx);
            ctx.attribute(ATTRIBUTE, known);
        }
        return known;
    }

    private static Preferences read(Context ctx) {
        Locale asked = known(ctx.queryParam("lang"));
        if (asked != null) {
            keep(ctx, "lang", asked.toLanguageTag());
        }
        String theme = ctx.queryParam("theme");
        if (theme != null && THEMES.contains(theme)) {
            keep(ctx, "theme", theme);
        } else {
            theme = ctx.cookie("theme");
        }
        return new Preferences(
                asked != null ? asked : kept(ctx), theme != null && THEMES.contains(theme) ? theme : "auto");
    }

    private static Locale kept(Context ctx) {
        Locale cookie = known(ctx.cookie("lang"));
        return cookie != null ? cookie : preferred(ctx.header("Accept-Language"));
    }

    private static Locale preferred(@Nullable String header) {
        if (header == null) {
            return Locale.ENGLISH;
        }
        try {
            for (Locale.LanguageRange range : Locale.LanguageRange.parse(header)) {
                Locale known = range.getWeight() == 0 ? null : known(range.getRange());
                if (known != null) {
                    return known;
                }
            }
        } catch (IllegalArgumentException notALanguageRange) {
            return Locale.ENGLISH;
        }
        return Locale.ENGLISH;
    }

    /* Any English is English here, and any Chinese is zh-CN: the only Chinese that there is. */
    private static @Nullable Locale known(@Nullable String tag) {
        if (tag == null) {
            return null;
        }
        String language = Locale.forLanguageTag(tag.replace('_', '-')).getLanguage();
        return LOCALES.stream()
                .filter(each -> each.getLanguage().equals(language))
                .findFirst()
                .orElse(null);
    }

    private static void keep(Context ctx, String name, String value) {
        Cookie cookie = new Cookie(name, value, "/", ONE_YEAR);
        cookie.setSameSite(SameSite.LAX);
        cookie.setHttpOnly(true);
        ctx.cookie(cookie);
    }
}
