package io.spillway.server.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.spillway.server.web.Problem.ProblemException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP server: every route of the table behind the guard, and nothing else. */
public final class WebServer implements AutoCloseable {

    private final RouteTable table;
    private final Guard guard;
    private final Failures failures;
    private final HttpMetrics metrics;
    private final Javalin javalin;
    private boolean started;
    private boolean closed;

    /**
     * Checks the route table.
     *
     * @param random for the ids of errors
     * @throws RuntimeException a route declares no permission, or is declared twice
     */
    public WebServer(WebFeatures features, RandomGenerator random) {
        this(features, random, List.of());
    }

    WebServer(WebFeatures features, RandomGenerator random, List<Route> more) {
        StaticFiles files = new StaticFiles();
        PageRenderer renderer =
                new PageRenderer(features.node().version(), features.alerting().degradation()::current, files);
        List<Route> pages = new ArrayList<>(Pages.routes(renderer, features));
        pages.addAll(more);
        this.table = RouteTable.of(features, renderer, files, pages);
        this.guard = new Guard(features.access().tokens(), features.access().sessions());
        this.failures = new Failures(renderer, random);
        this.metrics = features.numbers().http();
        this.javalin = Javalin.create(this::configure);
    }

    /**
     * Begins to answer.
     *
     * @param port 0 for any that is free
     * @param host the address to listen on, such as {@code 127.0.0.1} or {@code 0.0.0.0}
     * @throws StartException the address can't be used; the message says why
     */
    public synchronized void start(int port, String host) {
        if (started) {
            return;
        }
        try {
            javalin.start(host, port);
        } catch (RuntimeException e) {
            throw new StartException(explain(e, port, host), e);
        }
        GracefulStop.hurryIdleConnections(javalin.jettyServer().server());
        started = true;
        table.start();
    }

    /** Where it listens. */
    public int port() {
        return javalin.port();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            table.close();
            GracefulStop.stop(javalin);
        }
    }

    List<Route> routes() {
        return table.routes();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.threadPool = threads();
        config.http.prefer405over404 = true;
        /* Holds for the forms, which Javalin reads; the API's bodies are read, and bounded, by Json. */
        config.http.maxRequestSize = Route.Kind.PAGE.maxBody();
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
        });
        config.jetty.modifyServer(GracefulStop::prepare);
        config.router.javaLangErrorHandler(Failures::broken);
        config.requestLogger.http(this::measure);
        config.routes.before(SecurityHeaders::write);
        for (Route route : table.routes()) {
            config.routes.addHttpHandler(route.method(), route.path(), ctx -> guard.handle(route, ctx));
        }
        config.routes.exception(ProblemException.class, failures::problem);
        config.routes.exception(HttpResponseException.class, failures::refused);
        config.routes.exception(Json.ClientGoneException.class, failures::gone);
        config.routes.exception(Exception.class, (e, ctx) -> {
            if (failures.isUnavailable(e)) {
                failures.unavailable(e, ctx);
            } else {
                failures.unexpected(e, ctx);
            }
        });
    }

    /* Few platform threads wait for the connections; each request has a virtual one of its own, and may wait in it. */
    private static ThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("http");
        threads.setDaemon(true);
        // A thread in reserve would be lent to a request, which may keep it.
        threads.setReservedThreads(0);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory()));
        return threads;
    }

    /* A stream lasts as long as its client likes: its time says nothing about the server. */
    private void measure(Context ctx, Float millis) {
        @Nullable Route route = Guard.routeOrNull(ctx);
        if (route != null && route.kind() == Route.Kind.STREAM) {
            return;
        }
        metrics.answered(
                route == null ? "unmatched" : route.path(),
                HandlerType.commonHttp().contains(ctx.method()) ? ctx.method().name() : "other",
                ctx.statusCode(),
                Duration.ofNanos((long) (millis * 1_000_000.0)));
    }

    private static String explain(Throwable e, int port, String host) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof BindException) {
                return "Port " + port + " on " + host
                        + " can't be used: another program has it, or the address is not this machine's. "
                        + "End that program, or choose another port with --port.";
            }
        }
        return "The server can't listen on " + host + ":" + port + ": " + e.getMessage();
    }

    /** The server could not begin to listen. The message is meant for the person who started it. */
    public static final class StartException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private StartException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
