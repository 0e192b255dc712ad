package io.spillway.server;

import io.spillway.server.auth.Role;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.degrade.TierLoop;
import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.web.WebServer;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server: create, start, close. {@link Assembly} puts it together. */
public final class Spillway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spillway.class);
    private static final Duration PLUGIN_SCAN = Duration.ofSeconds(1);
    private static final Duration FORGET = Duration.ofMinutes(1);
    private static final Duration SLOW_TURN = Duration.ofMillis(50);

    private final SpillwayConfig config;
    private final Closer closer;
    private final Assembly.Parts parts;
    private boolean running;
    private boolean closed;

    private Spillway(SpillwayConfig config, Closer closer, Assembly.Parts parts) {
        this.config = config;
        this.closer = closer;
        this.parts = parts;
    }

    /** @throws StartException with a sentence for the operator; nothing is left running then */
    public static Spillway create(SpillwayConfig.Loaded loaded) throws StartException {
        Closer closer = new Closer();
        try {
            return new Spillway(loaded.config(), closer, Assembly.assemble(loaded, closer));
        } catch (StartException e) {
            closer.close();
            throw e;
        } catch (IOException e) {
            closer.close();
            throw new StartException("The server could not be put together: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            closer.close();
            throw e;
        }
    }

    /** Loads plugins, begins to claim tasks, and then to answer requests. */
    public synchronized void start() throws StartException {
        if (closed) {
            throw new StartException("The server was stopped before it had started.");
        }
        if (running) {
            return;
        }
        running = true;
        parts.plugins().scanOnce();
        parts.tiers().runOnce();
        loop("plugin-scan", () -> {
            parts.plugins().scanOnce();
            return PLUGIN_SCAN;
        });
        loop("tiers", () -> {
            parts.tiers().awaitWake();
            long begin = System.nanoTime();
            parts.tiers().turn();
            long took = System.nanoTime() - begin;
            // In a storm of alerts each of them wakes it: half of the time is enough to read them all again and again.
            return took < SLOW_TURN.toNanos()
                    ? Duration.ZERO
                    : Duration.ofNanos(Math.min(took, TierLoop.LOOK.toNanos()));
        });
        loop("effect", parts.evidence()::judge);
        loop("policy", parts.policy()::runOnce);
        loop("pressure", parts.pressure()::runOnce);
        loop("following", parts.following()::runOnce);
        loop("invariants", parts.invariants()::runOnce);
        loop("forget-alerts", () -> {
            parts.forget().runOnce();
            return FORGET;
        });
        loop("pool", parts.sizing()::runOnce);
        parts.alerts().start();
        parts.site().start();
        parts.breakers().start();
        parts.engine().start();
        parts.letters().start();
        parts.drills().start();
        if (config.server().demo()) {
            loop("demo", parts.demo()::runOnce);
        }
        try {
            parts.web().start(config.server().port(), config.server().host());
            parts.port().set(port());
            parts.site().listens();
            parts.data().publish("port", port() + "\n");
        } catch (WebServer.StartException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartException("The data folder can't be written: " + e.getMessage(), e);
        }
        LOG.info("Ready on port {}", port());
    }

    private void loop(String name, RunUntilClosed.Body body) {
        closer.register(name, RunUntilClosed.start(name, body));
    }

    /** Where it listens. */
    public int port() {
        return parts.web().port();
    }

    /** What a person wants to know after the start. The link in it signs in once. */
    public String greeting() {
        return new Greeting(port(), parts.links().create(Role.ADMIN), parts.data(), config.plugins()).text();
    }

    /** Stops taking requests, lets running tasks end, and stops the rest. A second call does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        LOG.info("Stopping");
        closer.close();
        LOG.info("Stopped");
    }
}
