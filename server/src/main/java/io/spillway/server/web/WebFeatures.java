package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Sessions;
import io.spillway.server.auth.SignInLimit;
import io.spillway.server.auth.SignInLinks;
import io.spillway.server.auth.Tokens;
import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.deadletter.BulkDesk;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.deadletter.Replays;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Scope;
import io.spillway.server.drill.DrillDesk;
import io.spillway.server.follow.TaskFollowing;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.node.NodeDirectory;
import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.StorageStatus;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.policy.PolicyStatus;
import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.submit.Strain;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskStore;
import io.spillway.server.telemetry.LoopHop;
import io.spillway.server.waiting.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Everything that the routes and pages read and ask for. */
public record WebFeatures(
        Tasks tasks,
        DeadLetters deadLetters,
        Alerting alerting,
        Numbers numbers,
        Access access,
        Node node,
        DrillDesk drills) {

    /** Tasks and who runs them. */
    public record Tasks(
            Submitter submitter, TaskStore store, HandlerRegistry handlers, PluginControl plugins, Insight insight) {}

    /**
     * What is told of tasks and types beside themselves.
     *
     * @param waiting why a task does not run yet, what must change first first; empty for one that does not wait
     * @param streams what those who follow tasks may take
     * @param strained the types whose callers are slowed or refused
     * @param submitted adds the types that were ever submitted to some types
     */
    public record Insight(
            LimitBook limits,
            BreakerDesk breakers,
            Function<Task, List<Reason>> waiting,
            TaskFollowing following,
            StreamConfig streams,
            Supplier<Map<String, Strain>> strained,
            UnaryOperator<List<String>> submitted) {}

    /** Failed tasks, and what people do with them. */
    public record DeadLetters(LetterSearch search, Replays replays, BulkDesk bulk) {}

    /**
     * Alerts and tiers.
     *
     * @param alerts all that are known, in any order
     * @param drives what an alert asks for, or empty for one that is only shown
     * @param tier the most severe tier in force for a type, by whatever scope
     * @param bounds how long is too long
     */
    public record Alerting(
            AlertWebhook webhook,
            Supplier<List<Alert>> alerts,
            Function<Alert, Optional<Drive>> drives,
            DegradationControl degradation,
            Function<String, Tier> tier,
            Policy policy,
            AlertBounds bounds) {}

    /** What each tier does, and where that was read. */
    public record Policy(Supplier<DegradeConfig> present, Supplier<PolicyStatus> status) {}

    /**
     * How long is too long.
     *
     * @param lease for an alert that fires and is not repeated
     * @param silence for the watchdog, by the present policy
     */
    public record AlertBounds(Duration lease, Supplier<Duration> silence) {}

    /** The tier that an alert asks for, and where. */
    public record Drive(Tier tier, Scope scope) {}

    /** What is measured. */
    public record Numbers(
            SlaReport.Source sla, LoopHop.Source loop, MetricsPage metrics, HttpMetrics http, StreamMetrics streams) {}

    /** Who may do what, and who did. */
    public record Access(Tokens tokens, Sessions sessions, SignInLinks links, SignInLimit limit, AuditLog audit) {}

    /**
     * This node.
     *
     * @param problems what is wrong with it; it is ready when no error is among them
     * @param site what it shares with others
     * @param workers how many tasks run here
     */
    public record Node(
            String name,
            String version,
            Instant startedAt,
            InstantSource clock,
            Supplier<List<NodeProblem>> problems,
            Site site,
            Supplier<Workers> workers) {}

    /**
     * What all nodes share.
     *
     * @param nodes all of them, as far as they are known
     * @param storage the servers of Redis, as they were seen last
     */
    public record Site(Supplier<NodeDirectory.Seen> nodes, Supplier<List<StorageStatus>> storage) {}

    /**
     * How many tasks run.
     *
     * @param limit how many may run at the same time
     * @param sizing what that is due to
     */
    public record Workers(int busy, int limit, AdaptivePool.Status sizing) {}
}
