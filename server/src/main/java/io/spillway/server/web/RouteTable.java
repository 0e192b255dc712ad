package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.auth.Permission;
import io.spillway.server.limits.LimitBook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Every route that there is. */
final class RouteTable implements AutoCloseable {

    /** Jobs whose progress the pages follow. */
    private static final int SHOWN_JOBS = 5;
    /** Each open page is one, and several pages have one session. */
    private static final StreamConfig BOARD = new StreamConfig(256, 256, Duration.ofSeconds(5));

    private final List<Route> routes;
    private final List<EventStreams> streams;
    private final BoardEvents board;

    private RouteTable(List<Route> routes, List<EventStreams> streams, BoardEvents board) {
        this.routes = checked(routes);
        this.streams = streams;
        this.board = board;
    }

    /** @param more routes beside those of the API: the pages */
    static RouteTable of(WebFeatures features, PageRenderer renderer, StaticFiles files, List<Route> more) {
        AuditLog audit = features.access().audit();
        StreamMetrics metrics = features.numbers().streams();
        InstantSource clock = features.node().clock();
        EventStreams streams = new EventStreams("board", BOARD, clock, metrics);
        EventStreams tasks =
                new EventStreams("tasks", features.tasks().insight().streams(), clock, metrics);
        NumbersApi numbers = new NumbersApi(features.numbers());
        AlertApi alerts = new AlertApi(features.alerting(), clock);
        DegradationControl degradation = features.alerting().degradation();
        NodeApi node = new NodeApi(features.node(), audit, degradation::current);
        BreakerJson breakers = new BreakerJson(
                features.tasks().insight().breakers(), features.node().site().nodes());
        Map<String, Supplier<ObjectNode>> topics = new LinkedHashMap<>();
        topics.put("degradation", () -> DegradationApi.json(degradation.current()));
        topics.put("sla", numbers::reports);
        topics.put("loop", numbers::hops);
        topics.put("alerts", alerts::all);
        topics.put("nodes", node::changes);
        topics.put("breakers", breakers::changes);
        topics.put("replays", () -> BulkJson.of(features.deadLetters().bulk().recent(SHOWN_JOBS)));
        BoardEvents board = new BoardEvents(topics, streams);

        List<Route> routes = new ArrayList<>();
        routes.addAll(new TaskApi(features.tasks(), features.deadLetters().replays(), clock, audit).routes());
        routes.addAll(new LetterApi(features).routes());
        routes.addAll(new BulkApi(features).routes());
        routes.addAll(new PluginApi(features.tasks().plugins(), audit).routes());
        routes.add(Route.stream(
                "/api/v1/tasks/{id}/watch",
                Permission.VIEW,
                new TaskWatch(
                        features.tasks().store(), features.tasks().insight().following(), tasks)));
        LimitBook limits = features.tasks().insight().limits();
        LimitChanges changes = new LimitChanges(limits, audit);
        routes.addAll(new LimitApi(limits, changes).routes());
        routes.addAll(new BreakerApi(breakers, audit, changes::requireType).routes());
        routes.addAll(numbers.routes());
        routes.addAll(alerts.routes());
        routes.addAll(
                new DegradationApi(degradation, features.alerting().policy().status(), audit, streams).routes());
        routes.addAll(node.routes());
        routes.addAll(new DrillApi(features.drills()).routes());
        routes.addAll(new SignIn(features.access(), renderer).routes());
        routes.add(Route.stream("/ui/events", Permission.VIEW, board));
        routes.add(files.route());
        routes.addAll(more);
        return new RouteTable(routes, List.of(streams, tasks), board);
    }

    List<Route> routes() {
        return routes;
    }

    /** Begins what the routes need beside the requests. */
    void start() {
        board.start();
        streams.forEach(EventStreams::start);
    }

    @Override
    public void close() {
        board.close();
        streams.forEach(EventStreams::close);
    }

    private static List<Route> checked(List<Route> routes) {
        Set<String> seen = new HashSet<>();
        for (Route route : routes) {
            if (!seen.add(route.toString())) {
                throw new IllegalStateException("route " + route + " is declared twice");
            }
        }
        return List.copyOf(routes);
    }
}
