package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.spillway.server.auth.Permission;
import io.spillway.server.auth.Principal;
import io.spillway.server.auth.SessionStore;
import io.spillway.server.auth.Sessions;
import io.spillway.server.auth.Tokens;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every handler of the route table: who calls, may they, and was it they who asked. It is told the route
 * that was matched, and never looks at the path: there is nothing to trick with slashes, dots or semicolons.
 */
final class Guard {

    static final String COOKIE = "spillway_session";

    private static final String PRINCIPAL = "spillway.principal";
    private static final String ROUTE = "spillway.route";
    private static final Set<HandlerType> SAFE = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    private final Tokens tokens;
    private final Sessions sessions;

    Guard(Tokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** Runs the route's handler for those who may. */
    void handle(Route route, Context ctx) throws Exception {
        ctx.attribute(ROUTE, route);
        String authorization = ctx.header("Authorization");
        Optional<Principal> principal = authorization == null ? bySession(route, ctx) : byToken(authorization);
        if (authorization == null && !SAFE.contains(ctx.method())) {
            refuseForgery(ctx);
        }
        principal.ifPresent(each -> ctx.attribute(PRINCIPAL, each));
        if (route.permission() != Permission.PUBLIC) {
            if (principal.isEmpty()) {
                refuseStranger(route, ctx, authorization != null);
                return;
            }
            if (!principal.get().may(route.permission())) {
                throw Problem.of(403, "This needs the permission " + route.permission() + ".")
                        .with("permission", route.permission().name())
                        .exception();
            }
        }
        route.handler().handle(ctx);
    }

    /** Who calls: empty where nobody signed in. */
    static Optional<Principal> principal(Context ctx) {
        return Optional.ofNullable(ctx.<Principal>attribute(PRINCIPAL));
    }

    /** The caller's name for the audit log. Only for routes that let no stranger in. */
    static String actor(Context ctx) {
        return principal(ctx).map(Principal::name).orElseThrow();
    }

    /** Tells callers apart, for bounds that each has: by token, else by session. Says nothing of either. */
    static String caller(Context ctx) {
        String cookie = ctx.header("Authorization") == null ? ctx.cookie(COOKIE) : null;
        return cookie == null ? "token:" + actor(ctx) : "session:" + Integer.toHexString(cookie.hashCode());
    }

    /** The route that was matched. */
    static Route route(Context ctx) {
        return Objects.requireNonNull(ctx.<Route>attribute(ROUTE), "the guard has not seen this request");
    }

    /** The route that was matched, or null before any was. */
    static @Nullable Route routeOrNull(Context ctx) {
        return ctx.attribute(ROUTE);
    }

    private Optional<Principal> byToken(String authorization) {
        String[] parts = authorization.split(" ", 2);
        if (parts.length != 2 || !parts[0].toLowerCase(Locale.ROOT).equals("bearer")) {
            return Optional.empty();
        }
        return tokens.find(parts[1].strip());
    }

    private Optional<Principal> bySession(Route route, Context ctx) {
        String cookie = ctx.cookie(COOKIE);
        if (cookie == null) {
            return Optional.empty();
        }
        try {
            return sessions.find(cookie);
        } catch (SessionStore.UnavailableException e) {
            if (route.permission() == Permission.PUBLIC) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void refuseStranger(Route route, Context ctx, boolean hasToken) {
        if (route.kind() == Route.Kind.PAGE && !hasToken) {
            String next = ctx.method().equals(HandlerType.GET) ? "?next=" + encode(target(ctx)) : "";
            ctx.redirect("/login" + next, HttpStatus.SEE_OTHER);
            return;
        }
        ctx.header("WWW-Authenticate", hasToken ? "Bearer error=\"invalid_token\"" : "Bearer");
        throw Problem.of(
                        401,
                        hasToken
                                ? "The token is not known here."
                                : "Send a token (Authorization: Bearer …), or sign in at /login.")
                .exception();
    }

    private static String target(Context ctx) {
        String query = ctx.queryString();
        return ctx.path() + (query == null ? "" : "?" + query);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /* Another site's page can make a browser send our cookie along, but it can't choose these two headers. Browsers leave
    Sec-Fetch-Site out on plain HTTP that is not local; then the Origin says who asks. */
    private static void refuseForgery(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        String origin = ctx.header("Origin");
        boolean own;
        if (site != null) {
            own = site.equals("same-origin") || site.equals("none");
        } else if (origin != null) {
            own = isSameAuthority(origin, ctx.header("Host"));
        } else {
            own = ctx.cookie(COOKIE) == null;
        }
        if (!own) {
            throw Problem.of(403, "The request came from another site's page.")
                    .ofKind("cross-site")
                    .exception();
        }
    }

    private static boolean isSameAuthority(String origin, @Nullable String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }
}
