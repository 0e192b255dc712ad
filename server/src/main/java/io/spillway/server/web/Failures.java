package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.spillway.server.alert.IntakeUnavailableException;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.auth.SessionStore;
import io.spillway.server.task.QueueUnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ended a request into its answer: problem details for programs, an error page for people. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final PageRenderer renderer;
    private final RandomGenerator random;

    Failures(PageRenderer renderer, RandomGenerator random) {
        this.renderer = renderer;
        this.random = random;
    }

    void problem(Problem.ProblemException e, Context ctx) {
        answer(ctx, e.problem());
    }

    /** What Javalin itself refuses: no such path, no such method, too large. */
    void refused(HttpResponseException e, Context ctx) {
        switch (e.getStatus()) {
            case 404 -> answer(ctx, Problem.of(404, "There is nothing at this path."));
            case 405 -> {
                String allowed = e.getDetails().getOrDefault("availableMethods", "");
                ctx.header("Allow", allowed);
                answer(ctx, Problem.of(405, "This path takes " + allowed + " only."));
            }
            case 413 -> answer(ctx, Problem.of(413, "The body is too large."));
            default -> answer(ctx, Problem.of(e.getStatus(), "The request can't be answered."));
        }
    }

    void unavailable(Exception e, Context ctx) {
        LOG.warn("{} could not be answered: {}", Guard.routeOrNull(ctx), e.getMessage());
        answer(
                ctx,
                Problem.of(503, "The storage does not answer. Nothing is lost; try again.")
                        .retryAfter(Duration.ofSeconds(1)));
    }

    /** Nobody is there any more. */
    void gone(Exception e, Context ctx) {
        LOG.debug("{} was left by its client", Guard.routeOrNull(ctx), e);
        ctx.status(400);
    }

    /** A bug. The caller gets a number to ask with, and the log has the rest. */
    void unexpected(Throwable e, Context ctx) {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        LOG.error(
                "{} failed with error {}: this is a bug of the server, please report it",
                Guard.routeOrNull(ctx),
                id,
                e);
        answer(
                ctx,
                Problem.of(500, "Something went wrong here. The log has it as " + id + ".")
                        .with("errorId", id));
    }

    /** An error of the virtual machine, such as a stack that overflowed. */
    static void broken(HttpServletResponse response, Error e) {
        LOG.error("A request ended with an error of the virtual machine: if it ran out of memory, give it more", e);
        response.setStatus(500);
        response.setContentType("application/problem+json");
        try {
            response.getOutputStream()
                    .write(Json.bytes(
                            Problem.of(500, "Something went wrong here.").json(null)));
        } catch (IOException clientGone) {
            LOG.debug("Nobody was there to be told", clientGone);
        }
    }

    boolean isUnavailable(Exception e) {
        return e instanceof QueueUnavailableException
                || e instanceof SessionStore.UnavailableException
                || e instanceof AuditStore.UnavailableException
                || e instanceof IntakeUnavailableException;
    }

    private void answer(Context ctx, Problem problem) {
        if (!ctx.res().isCommitted()) {
            // What an answer had begun with must not stand before the problem.
            ctx.res().resetBuffer();
        }
        ctx.status(problem.status());
        String retryAfter = problem.retryAfterSeconds();
        if (retryAfter != null) {
            ctx.header("Retry-After", retryAfter);
        }
        if (!wantsPage(ctx) || !showPage(ctx, problem)) {
            ctx.contentType("application/problem+json").result(Json.bytes(problem.json(ctx.path())));
        }
    }

    /* An error page that can't be rendered must not hide the error that it was to show. */
    private boolean showPage(Context ctx, Problem problem) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("status", problem.status());
        model.put("title", problem.title());
        model.put("detail", problem.detail());
        model.put("id", problem.more().get("errorId"));
        try {
            renderer.render(ctx, "error", model);
            return true;
        } catch (RuntimeException e) {
            LOG.error("The error page can't be rendered: callers get problem details instead, please report it", e);
            return false;
        }
    }

    private static boolean wantsPage(Context ctx) {
        Route route = Guard.routeOrNull(ctx);
        if (route != null) {
            return route.kind() == Route.Kind.PAGE;
        }
        String accept = ctx.header("Accept");
        return accept != null && accept.contains("text/html") && !ctx.path().startsWith("/api/");
    }
}
