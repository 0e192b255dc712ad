package io.spillway.server.web;

import io.spillway.server.alert.Alerts;
import io.spillway.server.auth.SignInLimit;
import io.spillway.server.auth.Tokens;
import io.spillway.server.deadletter.BulkDesk;
import io.spillway.server.deadletter.LetterEvents;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.deadletter.LetterStore;
import io.spillway.server.deadletter.Replays;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.drill.CanaryType;
import io.spillway.server.drill.DrillConfig;
import io.spillway.server.drill.DrillDesk;
import io.spillway.server.drill.Surroundings;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.limits.LimitsConfig;
import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What a running server serves: the ports in memory that it holds, and little of its own beside them. */
final class FakeFeatures {

    private final RunningServer server;
    private final RunningServer.Letters letters;
    private final StreamConfig streams;
    private final Tokens tokens;

    FakeFeatures(RunningServer server, RunningServer.Letters letters, StreamConfig streams, Tokens tokens) {
        this.server = server;
        this.letters = letters;
        this.streams = streams;
        this.tokens = tokens;
    }

    static RunningServer.Letters noLetters(TaskStore store) {
        FakeHandlers handlers = new FakeHandlers();
        LetterEvents events = new LetterEvents((_, _) -> {}, (_, _) -> {});
        LetterStore empty = new NoLetters();
        return new RunningServer.Letters(
                store,
                new WebFeatures.DeadLetters(
                        new LetterSearch(empty, () -> 0),
                        new Replays(empty, store, handlers, events),
                        new BulkDesk(new NoJobs(), handlers, () -> {})),
                handlers);
    }

    WebFeatures all() {
        return new WebFeatures(
                new WebFeatures.Tasks(
                        server.submits,
                        letters.store(),
                        letters.handlers(),
                        server.plugins,
                        new WebFeatures.Insight(
                                new LimitBook(server.limits, new FakeHandlers(), LimitsConfig.NONE),
                                server.breakers,
                                task -> task.state() == TaskState.PENDING ? server.waits : List.of(),
                                server.following,
                                streams,
                                () -> server.strained,
                                types -> types)),
                letters.features(),
                new WebFeatures.Alerting(
                        body -> server.webhook.deliver(body),
                        () -> server.alertStore.get(),
                        alert -> alert.label("tier").equals("L2")
                                ? Optional.of(new WebFeatures.Drive(io.spillway.plugin.api.Tier.L2, new Scope.Core()))
                                : Optional.empty(),
                        server.tiers,
                        _ -> io.spillway.plugin.api.Tier.NONE,
                        SampleTiers.policy(List.of()),
                        new WebFeatures.AlertBounds(Duration.ofMinutes(6), () -> Duration.ofMinutes(5))),
                new WebFeatures.Numbers(
                        sla(),
                        List::of,
                        (accept, writer) -> {
                            writer.write("up 1\n");
                            return "text/plain; version=0.0.4; charset=utf-8";
                        },
                        (route, method, status, took) -> server.measured.add(method + " " + route + " " + status),
                        (kind, change) -> server.streamChanges.add(kind + " " + change)),
                new WebFeatures.Access(
                        tokens, server.sessions, server.links, new SignInLimit(() -> Fakes.NOW), server.audit),
                new WebFeatures.Node(
                        "node-1",
                        "0.1",
                        Fakes.NOW,
                        () -> server.clock.instant(),
                        () -> server.problems,
                        new WebFeatures.Site(
                                () -> SampleNodes.seen(server.problems, server.others), SampleNodes::storage),
                        () -> new WebFeatures.Workers(3, 64, Samples.sizing())),
                drills());
    }

    private DrillDesk drills() {
        Surroundings surroundings = new Surroundings(new Surroundings.Sources(
                new Alerts(server.drillAlerts),
                DegradeConfig::defaults,
                server.tiers::current,
                new Switchboard(DegradeConfig.defaults(), () -> Fakes.NOW),
                () -> List.of(CanaryType.NAME)));
        return new DrillDesk(
                server.drillStore,
                new Drilled(server.audit),
                surroundings,
                new DrillDesk.Place(
                        "node-1", DrillConfig.DEFAULT, new TaskIds(() -> 1, new Random(5)), () -> Fakes.NOW));
    }

    private static SlaReport.Source sla() {
        SlaReport report = new SlaReport(
                "probe-noop",
                new Objective(0.999, 0.95, Duration.ofMillis(80)),
                Map.of(
                        Window.ONE_MINUTE,
                        new SlaReport.Stats(
                                10,
                                1,
                                2,
                                0.5,
                                0.1,
                                new SlaReport.Quantile(Duration.ofMillis(20), false),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null)),
                new double[] {0, 1});
        return new SlaReport.Source() {
            @Override
            public List<SlaReport> all() {
                return List.of(report);
            }

            @Override
            public Optional<SlaReport> of(String type) {
                return type.equals(report.type()) ? Optional.of(report) : Optional.empty();
            }
        };
    }
}
