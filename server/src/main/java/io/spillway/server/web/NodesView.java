package io.spillway.server.web;

import java.time.Instant;
import java.util.List;

/**
 * The node that answers, and those that Prometheus is told of.
 *
 * @param problems why it is not ready, a sentence each
 * @param targets {@code host:port}
 */
public record NodesView(
        String name, String version, Moment since, String lasting, List<String> problems, List<String> targets) {

    static NodesView of(
            String name,
            String version,
            Instant startedAt,
            List<String> problems,
            List<String> targets,
            Format format) {
        return new NodesView(
                name,
                version,
                format.moment(startedAt),
                format.since(startedAt),
                List.copyOf(problems),
                List.copyOf(targets));
    }
}
