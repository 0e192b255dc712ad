package io.spillway.server.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.Counter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges that are asked for at a scrape, and at most once a second: many scrapers cost their source no more than one does.
 * A source that fails leaves its gauges out, since an old value would pass for a new one; the rest of the scrape goes on.
 */
final class Sampled<T> extends Collector implements Collector.Describable {

    static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(Sampled.class);

    private final String name;
    private final Supplier<T> source;
    private final Function<Optional<T>, List<MetricFamilySamples>> families;
    private final LongSupplier nanoTime;
    private final Counter failures;

    private @Nullable List<MetricFamilySamples> kept;
    private long keptSince;

    /** @param families what is shown; of nothing, the families without samples */
    Sampled(
            String name,
            Supplier<T> source,
            Function<Optional<T>, List<MetricFamilySamples>> families,
            LongSupplier nanoTime,
            Counter failures) {
        this.name = name;
        this.source = source;
        this.families = families;
        this.nanoTime = nanoTime;
        this.failures = failures;
        failures.labels(name);
    }

    @Override
    public synchronized List<MetricFamilySamples> collect() {
        long now = nanoTime.getAsLong();
        List<MetricFamilySamples> last = kept;
        if (last != null && now - keptSince < KEPT_NANOS) {
            return last;
        }
        List<MetricFamilySamples> fresh = families.apply(sample());
        kept = fresh;
        keptSince = nanoTime.getAsLong();
        return fresh;
    }

    @Override
    public List<MetricFamilySamples> describe() {
        return families.apply(Optional.empty());
    }

    private Optional<T> sample() {
        try {
            return Optional.of(source.get());
        } catch (RuntimeException failure) {
            failures.labels(name).inc();
            LOG.warn("no {} in this scrape, since they could not be read; the next scrape tries again", name, failure);
            return Optional.empty();
        }
    }
}
