package io.spillway.server.web;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** The numbers in a text format of Prometheus: a port. */
@FunctionalInterface
public interface MetricsPage {

    /**
     * Writes all metrics.
     *
     * @param accept the request's Accept header, which chooses the format
     * @return the content type of what was written
     */
    String write(@Nullable String accept, Writer writer) throws IOException;
}
