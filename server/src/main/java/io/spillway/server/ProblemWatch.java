package io.spillway.server;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.telemetry.NodeMetrics;
import io.spillway.server.web.ProblemTexts;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is wrong with the node once when it comes and once when it goes, and exports it. */
final class ProblemWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Supplier<List<NodeProblem>> problems;
    private final NodeMetrics metrics;
    private List<NodeProblem> last = List.of();

    ProblemWatch(Supplier<List<NodeProblem>> problems, NodeMetrics metrics) {
        this.problems = problems;
        this.metrics = metrics;
    }

    Duration runOnce() {
        List<NodeProblem> now = problems.get();
        metrics.problems(now);
        now.stream().filter(each -> last.stream().noneMatch(each::isSameAs)).forEach(ProblemWatch::came);
        last.stream()
                .filter(each -> now.stream().noneMatch(each::isSameAs))
                .forEach(each -> LOG.info("No longer so: {}", ProblemTexts.english(each)));
        last = now;
        return PERIOD;
    }

    private static void came(NodeProblem problem) {
        switch (problem.kind().severity()) {
            case ERROR -> LOG.error("Not ready: {}", ProblemTexts.english(problem));
            case WARNING -> LOG.warn("{}", ProblemTexts.english(problem));
        }
    }
}
