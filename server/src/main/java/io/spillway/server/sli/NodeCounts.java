package io.spillway.server.sli;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts what ends on this node, without a lock. */
public final class NodeCounts implements TaskEvent.Listener {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final int SERVER_ERROR = 500;

    /** The bound on types, and on what sheds are counted by: both come from configurations and handlers. */
    static final int MAX = 1000;

    private final LongSupplier nanoTime;
    private final long began;
    private final Map<String, Seconds> types = new ConcurrentHashMap<>();
    private final Seconds http = new Seconds();
    private final Map<Sheds, LongAdder> sheds = new ConcurrentHashMap<>();

    public NodeCounts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    @Override
    public void on(TaskEvent event) {
        if (event instanceof TaskEvent.Finished finished) {
            TaskOutcome outcome = finished.outcome();
            switch (outcome) {
                case SUCCEEDED -> ended(finished.type(), false);
                case FAILED, EXPIRED -> ended(finished.type(), true);
                case CANCELED, SHED -> {}
            }
        }
    }

    /** An HTTP answer was given. What a tier or the pressure refused is left out: as an error it would keep the tier. */
    public void answered(int status) {
        if (status != TOO_MANY_REQUESTS && status != UNAVAILABLE) {
            http.count(now(), status >= SERVER_ERROR);
        }
    }

    /** A tier of a scope refused a task. */
    public void shed(String scope, Tier tier, Criticality criticality) {
        Sheds name = new Sheds(scope, tier, criticality);
        if (sheds.containsKey(name) || sheds.size() < MAX) {
            sheds.computeIfAbsent(name, _ -> new LongAdder()).increment();
        }
    }

    private void ended(String type, boolean error) {
        Seconds known = types.get(type);
        if (known == null && types.size() >= MAX) {
            return;
        }
        (known == null ? types.computeIfAbsent(type, _ -> new Seconds()) : known).count(now(), error);
    }

    /** @param window up to {@link Seconds#LONGEST} */
    NodeNumbers last(Duration window) {
        long now = now();
        Map<String, Count> counts = new HashMap<>();
        types.forEach((type, seconds) -> {
            Count count = seconds.last(now, window);
            if (count.runs() > 0) {
                counts.put(type, count);
            }
        });
        return new NodeNumbers(counts, http.last(now, window));
    }

    /** What was shed since the last call. */
    Map<Sheds, Long> takeSheds() {
        Map<Sheds, Long> taken = new HashMap<>();
        sheds.forEach((name, count) -> {
            long some = count.sumThenReset();
            if (some > 0) {
                taken.put(name, some);
            }
        });
        return taken;
    }

    /** Counts again what was taken and not told. */
    void giveBack(Map<Sheds, Long> taken) {
        taken.forEach((name, some) ->
                sheds.computeIfAbsent(name, _ -> new LongAdder()).add(some));
    }

    private long now() {
        return nanoTime.getAsLong() - began;
    }
}
