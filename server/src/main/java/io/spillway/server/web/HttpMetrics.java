package io.spillway.server.web;

import java.time.Duration;

/** Hears of each answered request: a port. */
@FunctionalInterface
public interface HttpMetrics {

    /** @param route the route's template, such as {@code /api/v1/tasks/{id}}, or {@code unmatched}: never a path */
    void answered(String route, String method, int status, Duration took);
}
