package io.spillway.server.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All series as text: in OpenMetrics 1.0, with exemplars, for whoever asks for it, else in Prometheus's format 0.0.4.
 * When a series was created is left out: Prometheus would keep those times as series of their own.
 */
public final class Exposition {

    private final CollectorRegistry registry;

    Exposition(CollectorRegistry registry) {
        this.registry = registry;
    }

    /** What {@link #write} answers with. @param accept the request's header; null if it has none */
    public static String contentType(@Nullable String accept) {
        return accept == null ? TextFormat.CONTENT_TYPE_004 : TextFormat.chooseContentType(accept);
    }

    /** Writes all series in the format of the content type that is returned. Does not flush. */
    public String write(@Nullable String accept, Writer writer) throws IOException {
        String contentType = contentType(accept);
        List<MetricFamilySamples> families = new ArrayList<>();
        for (MetricFamilySamples family : Collections.list(registry.metricFamilySamples())) {
            families.add(withoutCreationTimes(family));
        }
        TextFormat.writeFormat(contentType, writer, Collections.enumeration(families));
        return contentType;
    }

    private static MetricFamilySamples withoutCreationTimes(MetricFamilySamples family) {
        return new MetricFamilySamples(
                family.name,
                family.unit,
                family.type,
                family.help,
                family.samples.stream()
                        .filter(sample -> !sample.name.equals(family.name + "_created"))
                        .toList());
    }
}
