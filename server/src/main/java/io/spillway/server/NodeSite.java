package io.spillway.server;

import io.spillway.server.breaker.BreakerState;
import io.spillway.server.breaker.Breakers;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.node.Announcer;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.NodeProblem.Severity;
import io.spillway.server.node.NodeRecord;
import io.spillway.server.node.NodeStore;
import io.spillway.server.node.SeenNode;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.pool.WorkerPool;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisInspector;
import io.spillway.server.redis.RedisInspector.Inspection;
import io.spillway.server.redis.RedisMemory;
import io.spillway.server.redis.RedisNodeStore;
import io.spillway.server.telemetry.Metrics;
import io.spillway.server.waiting.WaitingFacts;
import io.spillway.server.web.ProblemTexts;
import io.spillway.server.web.WebFeatures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** This node among the others: what is wrong with it and with the Redis that they share, and who else lives. */
final class NodeSite implements AutoCloseable {

    private static final Duration INSPECTION = Duration.ofSeconds(10);
    private static final Duration INSPECTION_IN_TROUBLE = Duration.ofSeconds(2);
    private static final Duration MEMORY = Duration.ofSeconds(1);

    private final RedisInspector inspector;
    private final RedisMemory memory;
    private final Readiness readiness;
    private final Announcer announcer;
    private final NodeDirectory directory;
    private final ProblemWatch watch;
    private final Supplier<List<NodeProblem>> others;
    private final List<RunUntilClosed> loops = new ArrayList<>();
    private @Nullable RunUntilClosed announcing;
    private volatile Inspection inspection = Inspection.NONE;

    /** What it looks at, and where it says what it saw. @param others what else is wrong here */
    record Parts(
            RedisConnection redis,
            HandlerRegistry handlers,
            WorkerPool pool,
            Metrics metrics,
            Breakers breakers,
            Supplier<List<NodeProblem>> others) {}

    /** @param port where the node listens, once it does */
    record Clocks(InstantSource wall, LongSupplier nanoTime, IntSupplier port) {}

    private NodeSite(SpillwayConfig config, Parts parts, Clocks clocks, Incarnation incarnation) {
        NodeStore store = new RedisNodeStore(parts.redis());
        this.others = parts.others();
        this.inspector = new RedisInspector(parts.redis());
        this.memory = new RedisMemory(parts.redis(), config.redis().memory());
        this.readiness = new Readiness(parts.redis(), parts.handlers(), this::noted, clocks.nanoTime());
        ThisNode self = new ThisNode(config, parts, clocks.wall().instant(), readiness::problems, clocks.port());
        this.announcer = new Announcer(store, incarnation.id(), self::record, clocks.nanoTime());
        this.directory = new NodeDirectory(store, self::record, clocks.wall(), clocks.nanoTime());
        this.watch = new ProblemWatch(readiness::problems, parts.metrics().node());
        parts.metrics().sampled().nodes(directory::seen);
        parts.metrics().sampled().storage(memory::use, () -> inspection.servers());
    }

    /**
     * Looks at Redis, and takes the node's name.
     *
     * @throws StartException if Redis is too old, or another live node has the name
     */
    static NodeSite join(SpillwayConfig config, Parts parts, Clocks clocks, Incarnation incarnation)
            throws StartException {
        NodeSite site = new NodeSite(config, parts, clocks, incarnation);
        site.inspect();
        site.memory.runOnce();
        List<NodeProblem> fatal = site.inspection.problems().stream()
                .filter(problem -> problem.kind() == Kind.REDIS_VERSION || problem.kind() == Kind.REDIS_URL)
                .toList();
        if (!fatal.isEmpty()) {
            throw new StartException(ProblemTexts.english(fatal.getFirst()));
        }
        try {
            incarnation.predecessor().ifPresent(site.announcer::follow);
            Optional<SeenNode> other = site.announcer.join();
            if (other.isPresent()) {
                throw new StartException(taken(other.get()));
            }
        } catch (NodeStore.UnavailableException e) {
            throw new StartException(site.why(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("The start was interrupted.", e);
        }
        return site;
    }

    /** What the inspection found says more than the command that was refused for it. */
    private String why(NodeStore.UnavailableException refused) {
        return inspection.problems().stream()
                .filter(problem -> problem.kind().severity() == Severity.ERROR)
                .map(ProblemTexts::english)
                .findFirst()
                .orElse(String.valueOf(refused.getMessage()));
    }

    private static String taken(SeenNode other) {
        return "A node named " + other.name() + " works on this Redis already (process "
                + other.record().identity().pid() + " on "
                + other.record().identity().host() + ", started "
                + other.record().startedAt() + "): give this one another engine.node-name, or stop that one.";
    }

    /** Begins to look from time to time, and to tell the others that this node lives. */
    void start() {
        loops.add(RunUntilClosed.start("redis-inspection", this::inspect));
        loops.add(RunUntilClosed.start("redis-memory", () -> {
            memory.runOnce();
            return MEMORY;
        }));
        announcing = RunUntilClosed.start("announcer", announcer::runOnce);
        loops.add(announcing);
        loops.add(RunUntilClosed.start("problems", watch::runOnce));
    }

    /** Notes that the node can be reached now, and under which port. */
    void listens() {
        if (announcing != null) {
            announcing.wake();
        }
    }

    private Duration inspect() {
        inspection = inspector.inspect();
        boolean trouble =
                inspection.problems().stream().anyMatch(each -> each.kind().severity() == Severity.ERROR);
        return trouble ? INSPECTION_IN_TROUBLE : INSPECTION;
    }

    private List<NodeProblem> noted() {
        List<NodeProblem> noted = new ArrayList<>(inspection.problems());
        noted.addAll(memory.problems());
        noted.addAll(announcer.problems());
        noted.addAll(others.get());
        return noted;
    }

    List<NodeProblem> problems() {
        return readiness.problems();
    }

    /** Why no task can be submitted now, or empty. */
    Optional<String> refusal() {
        return memory.refusal();
    }

    /** Where a breaker keeps tasks of the type from beginning, and why. */
    List<WaitingFacts.OpenBreaker> openBreakers(String type) {
        return directory.seen().nodes().stream()
                .filter(SeenNode::isLive)
                .flatMap(node -> node.record().breakers().stream()
                        .filter(each -> each.type().equals(type) && each.state().equals(BreakerState.OPEN.label()))
                        .map(each -> new WaitingFacts.OpenBreaker(node.name(), each.why(), each.until())))
                .toList();
    }

    /** Types whose breaker is not closed on some live node. */
    Set<String> heldTypes() {
        return directory.seen().nodes().stream()
                .filter(SeenNode::isLive)
                .flatMap(node -> node.record().breakers().stream())
                .filter(each -> !each.state().equals(BreakerState.CLOSED.label()))
                .map(NodeRecord.ReportedBreaker::type)
                .collect(Collectors.toSet());
    }

    WebFeatures.Site shown() {
        return new WebFeatures.Site(directory::seen, () -> inspection.servers());
    }

    @Override
    public void close() {
        loops.reversed().forEach(RunUntilClosed::close);
        announcer.close();
    }
}
