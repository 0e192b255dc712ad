package io.spillway.server;

import io.spillway.server.telemetry.Exposition;
import io.spillway.server.telemetry.LoopLatency;
import io.spillway.server.web.MetricsPage;
import java.io.IOException;
import java.io.Writer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The metrics as they are scraped: each scrape is a hop of the loop. */
record ScrapedMetrics(Exposition exposition, LoopLatency loop, InstantSource clock) implements MetricsPage {

    @Override
    public String write(@Nullable String accept, Writer writer) throws IOException {
        loop.scraped(clock.instant());
        return exposition.write(accept, writer);
    }
}
