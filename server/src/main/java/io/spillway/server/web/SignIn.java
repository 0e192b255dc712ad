package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Principal;
import io.spillway.server.auth.Role;
import io.spillway.server.auth.Tokens;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in, by a printed link or a token. The link opens a page whose form posts the code: a mail scanner or a
 * browser that looks ahead does not use it up.
 */
final class SignIn {

    private static final int MAX_NEXT = 512;

    private final WebFeatures.Access access;
    private final PageRenderer renderer;

    SignIn(WebFeatures.Access access, PageRenderer renderer) {
        this.access = access;
        this.renderer = renderer;
    }

    List<Route> routes() {
        return List.of(
                Route.page("/login", Permission.PUBLIC, this::page),
                Route.action("/login", Permission.PUBLIC, this::signIn),
                Route.action("/logout", Permission.PUBLIC, this::signOut));
    }

    private void page(Context ctx) {
        String code = ctx.queryParam("code");
        if (code == null && Guard.principal(ctx).isPresent()) {
            ctx.redirect(next(ctx.queryParam("next")), HttpStatus.SEE_OTHER);
            return;
        }
        show(ctx, code, next(ctx.queryParam("next")), null);
    }

    private void signIn(Context ctx) {
        String next = next(ctx.formParam("next"));
        Duration wait = access.limit().wait(ctx.ip());
        if (wait.isPositive()) {
            ctx.status(429).header("Retry-After", Long.toString(wait.toSeconds() + 1));
            ctx.attribute("wait", wait.toSeconds() + 1);
            show(ctx, null, next, "too-many");
            return;
        }
        String code = ctx.formParam("code");
        Optional<Role> role = code == null || code.isBlank()
                ? byToken(ctx.formParam("token"))
                : access.links().redeem(code);
        if (role.isEmpty()) {
            access.limit().failed(ctx.ip());
            ctx.status(401);
            show(ctx, null, next, code == null || code.isBlank() ? "wrong-token" : "used-code");
            return;
        }
        access.limit().succeeded(ctx.ip());
        endSession(ctx);
        ctx.cookie(cookie(ctx, access.sessions().begin(role.get()), -1));
        access.audit().append(role.get().label(), "session.begin", ctx.ip(), "signed in", "");
        ctx.redirect(next, HttpStatus.SEE_OTHER);
    }

    private void signOut(Context ctx) {
        endSession(ctx);
        ctx.cookie(cookie(ctx, "", 0));
        ctx.redirect("/login", HttpStatus.SEE_OTHER);
    }

    private void endSession(Context ctx) {
        String old = ctx.cookie(Guard.COOKIE);
        if (old != null) {
            access.sessions().end(old);
        }
    }

    /* Only who may look has a use for a session: the machines' tokens have not. */
    private Optional<Role> byToken(@Nullable String token) {
        if (token == null) {
            return Optional.empty();
        }
        Tokens tokens = access.tokens();
        return tokens.find(token.strip())
                .filter(principal -> principal.may(Permission.VIEW))
                .map(Principal::name)
                .flatMap(Role::ofLabel);
    }

    private void show(Context ctx, @Nullable String code, String next, @Nullable String error) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("code", code);
        model.put("next", next);
        model.put("error", error);
        model.put("wait", ctx.attribute("wait"));
        renderer.render(ctx, "login", model);
    }

    /* A path of this server, so that a link to the sign-in can't lead anywhere else. */
    private static String next(@Nullable String asked) {
        return asked != null && isOwnPath(asked) ? asked : "/";
    }

    private static boolean isOwnPath(String path) {
        return path.length() <= MAX_NEXT && path.matches("/(?![/\\\\])[!-\\[\\]-~]*") && !path.startsWith("/login");
    }

    private static Cookie cookie(Context ctx, String value, int maxAge) {
        Cookie cookie = new Cookie(Guard.COOKIE, value, "/", maxAge);
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.LAX);
        cookie.setSecure(ctx.scheme().equals("https") || "https".equals(ctx.header("X-Forwarded-Proto")));
        return cookie;
    }
}
