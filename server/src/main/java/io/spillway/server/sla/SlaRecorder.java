package io.spillway.server.sla;

import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rolling windows of this node, in memory: every task that ends here is counted at once, without a lock, and reports
 * are summed when they are asked for.
 *
 * <p>Succeeded, failed and expired tasks count. Canceled ones do not, since nobody broke a promise; shed ones are counted
 * beside the others. A task that was never run has no latency, and did not end within the objective's either.
 */
public final class SlaRecorder implements TaskEvent.Listener, SlaReport.Source {

    private static final Logger LOG = LoggerFactory.getLogger(SlaRecorder.class);

    /** The bound on types: more are not recorded. Types come from handlers, so this guards against a handler gone wild. */
    static final int MAX_TYPES = 1000;

    private final SlaConfig config;
    private final LongSupplier nanoTime;
    private final long began;
    private final Map<String, TypeRecord> records = new ConcurrentHashMap<>();
    private final AtomicBoolean full = new AtomicBoolean();

    public SlaRecorder(SlaConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /** Lists the type in reports from now on, even while none of its tasks has ended. */
    public void know(String type) {
        record(type);
    }

    @Override
    public void on(TaskEvent event) {
        switch (event) {
            case TaskEvent.Finished finished -> ended(finished);
            case TaskEvent.Shed shed -> {
                TypeRecord record = record(shed.type());
                if (record != null) {
                    record.shed(now());
                }
            }
            case TaskEvent.Submitted _,
                    TaskEvent.Slowed _,
                    TaskEvent.HeldBack _,
                    TaskEvent.Started _,
                    TaskEvent.AttemptEnded _,
                    TaskEvent.LeaseLost _,
                    TaskEvent.StaleSettlement _ -> {}
        }
    }

    @Override
    public List<SlaReport> all() {
        long now = now();
        return records.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> report(each.getKey(), each.getValue(), now))
                .toList();
    }

    @Override
    public Optional<SlaReport> of(String type) {
        return Optional.ofNullable(records.get(type)).map(record -> report(type, record, now()));
    }

    private void ended(TaskEvent.Finished finished) {
        TypeRecord record = record(finished.type());
        if (record == null) {
            return;
        }
        boolean ran =
                finished.outcome() == TaskOutcome.SUCCEEDED || !finished.took().isZero();
        int bucket = ran ? Latencies.bucketOf(finished.took().toNanos()) : -1;
        switch (finished.outcome()) {
            case SUCCEEDED -> record.ended(now(), bucket, false);
            case FAILED, EXPIRED -> record.ended(now(), bucket, true);
            case CANCELED, SHED -> {}
        }
    }

    private SlaReport report(String type, TypeRecord record, long now) {
        record.forget(now);
        Objective objective = config.of(type);
        Map<Window, Tally> tallies = new EnumMap<>(Window.class);
        Tally longest = record.tally(now, Window.ONE_HOUR);
        for (Window window : Window.values()) {
            tallies.put(window, window == Window.ONE_HOUR ? longest : record.tally(now, window));
        }
        Double burn = longest.burn(objective);
        Double remaining = burn == null ? null : 1 - burn;
        Map<Window, SlaReport.Stats> windows = new EnumMap<>(Window.class);
        tallies.forEach((window, tally) -> windows.put(window, tally.stats(objective, remaining)));
        return new SlaReport(type, objective, windows, record.trend(now));
    }

    private @Nullable TypeRecord record(String type) {
        TypeRecord known = records.get(type);
        if (known != null) {
            return known;
        }
        if (records.size() >= MAX_TYPES) {
            if (full.compareAndSet(false, true)) {
                LOG.warn(
                        "more than {} task types: '{}' and further ones are left out of the SLA board",
                        MAX_TYPES,
                        type);
            }
            return null;
        }
        return records.computeIfAbsent(type, _ -> new TypeRecord());
    }

    private long now() {
        return nanoTime.getAsLong() - began;
    }
}
