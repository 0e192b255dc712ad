package io.spillway.server.web;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.telemetry.LoopHop;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The node that answers, and those that Prometheus is told of.
 *
 * @param workers how many of them are busy, of how many
 * @param pool why it is that many
 * @param problems why it is not ready, a sentence each
 * @param warnings what else a person should know
 * @param site all nodes, and their storage
 * @param targets {@code host:port}
 * @param scraped how long ago Prometheus read the metrics; null if it never did
 * @param scrape what to put into its configuration
 */
public record NodesView(
        String name,
        String version,
        Moment since,
        String lasting,
        String workers,
        PoolView pool,
        List<String> problems,
        List<String> warnings,
        SiteView site,
        List<String> targets,
        @Nullable String scraped,
        String scrape) {

    static NodesView of(WebFeatures.Node node, List<LoopHop> hops, Format format) {
        WebFeatures.Workers workers = node.workers().get();
        List<NodeProblem> problems = node.problems().get();
        List<String> targets = node.site().nodes().get().targets();
        return new NodesView(
                node.name(),
                node.version(),
                format.moment(node.startedAt()),
                format.since(node.startedAt()),
                format.count(workers.busy()) + " / " + format.count(workers.limit()),
                PoolView.of(workers, format),
                ProblemTexts.of(problems, NodeProblem.Severity.ERROR, format.locale()),
                ProblemTexts.of(problems, NodeProblem.Severity.WARNING, format.locale()),
                SiteView.of(node, format),
                targets,
                hops.stream()
                        .filter(hop -> hop.hop() == LoopHop.Hop.SCRAPE)
                        .flatMap(hop -> Stream.ofNullable(hop.at()))
                        .map(format::since)
                        .findFirst()
                        .orElse(null),
                scrape(targets));
    }

    private static String scrape(List<String> targets) {
        return """
                rule_files: [rules/*.yml]
                alerting:
                  alertmanagers:
                    - static_configs:
                        - targets: [127.0.0.1:9093]
                scrape_configs:
                  - job_name: spillway
                    authorization:
                      credentials_file: secrets/metrics-token
                    static_configs:
                      - targets: [%s]""".formatted(String.join(", ", targets));
    }
}
