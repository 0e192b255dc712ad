package io.spillway.system;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A core path of 40 tasks a second, which fails when it is told to: nine of ten. A server that is away is left alone. */
final class CoreFailures implements AutoCloseable {

    /** What a server must be started with, so that this is its core path. */
    static final String TYPE = "probe-fail";

    private static final int BATCH = 10;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Api api;
    private volatile boolean failing;

    private CoreFailures(Api api) {
        this.api = api;
    }

    static CoreFailures start(Api api) {
        CoreFailures load = new CoreFailures(api);
        load.thread.scheduleAtFixedRate(load::turn, 0, 250, TimeUnit.MILLISECONDS);
        return load;
    }

    void fail(boolean failing) {
        this.failing = failing;
    }

    private void turn() {
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            int times = failing && i > 0 ? 100 : 0;
            tasks.add(Api.task(TYPE, Map.of("cause", "invalid", "times", times)));
        }
        try {
            api.batch(tasks);
        } catch (UncheckedIOException | AssertionError away) {
            // The server was killed, or is about to serve again.
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
