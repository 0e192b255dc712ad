package io.spillway.server.web;

import io.javalin.Javalin;
import io.javalin.util.JavalinException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How Jetty stops: it takes no new connection or request, and lets handlers that are at work end, for a moment. The node's tasks must go back
 * within a second, so it can't be a long one.
 */
final class GracefulStop {

    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    /** For the requests under way. What takes longer is cut off. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    /**
     * Open connections without a request hold up the stop for as long, all of them together. A body that pauses for longer on its way in or
     * out is cut off.
     */
    private static final Duration IDLE = Duration.ofMillis(100);

    private GracefulStop() {}

    /** Before the start. Javalin puts its own handler under the one given here. */
    static void prepare(Server server) {
        server.setErrorHandler(new BareErrors());
        server.setHandler(new GracefulHandler());
        server.setStopTimeout(PATIENCE.toMillis());
    }

    /** Returns when nothing is answered any more. */
    static void stop(Javalin javalin) {
        try {
            javalin.stop();
        } catch (JavalinException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.warn("Requests that took longer than {} ms after the stop began were cut off", PATIENCE.toMillis());
        }
    }

    /** After it: the connectors are Javalin's. */
    static void hurryIdleConnections(Server server) {
        server.getContainedBeans(AbstractConnector.class)
                .forEach(connector -> connector.setShutdownIdleTimeout(IDLE.toMillis()));
    }
}
