package io.spillway.server.web;

import io.spillway.server.pool.AdaptivePool;
import io.spillway.server.pool.PoolConfig;
import io.spillway.server.pool.PoolSignals;
import io.spillway.server.pool.SizeDecision;
import io.spillway.server.pool.SizeDecision.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The worker pool: how large it is, what it looks at, and why it is as large as it is.
 *
 * @param fixed whether its size never changes
 * @param span what the picture covers
 * @param line the limit over that time
 * @param rules what moves it, with its numbers: a rate, a P95, a time
 */
public record PoolView(
        boolean fixed,
        String limit,
        String least,
        String most,
        String span,
        Picture line,
        List<Fact> facts,
        List<String> rules,
        List<Row> rows) {

    private static final Duration SPAN = Duration.ofMinutes(15);
    private static final int ROWS = 10;
    private static final String ARROW = " → ";

    /** @param path the picture's data */
    public record Picture(String path, String lowest, String highest) {}

    /** One thing that the pool looks at. @param name a message's key: {@code pool.fact.cpu} */
    public record Fact(String name, String value) {}

    /**
     * One decision.
     *
     * @param key tells it from others
     * @param direction grow, shrink or hold, in upper case
     */
    public record Row(String key, Moment at, String direction, String change, String reason) {}

    static PoolView of(WebFeatures.Workers workers, Format format) {
        AdaptivePool.Status sizing = workers.sizing();
        PoolConfig config = sizing.config();
        StepLine line = StepLine.of(sizing.decisions(), workers.limit(), config.maxWorkers(), format.now(), SPAN);
        return new PoolView(
                config.minWorkers() == config.maxWorkers(),
                format.count(workers.limit()),
                format.count(config.minWorkers()),
                format.count(config.maxWorkers()),
                format.lasting(SPAN),
                new Picture(line.path(), format.count(line.lowest()), format.count(line.highest())),
                sizing.signals().map(signals -> facts(signals, format)).orElse(List.of()),
                List.of(
                        format.count(config.growth().rate()),
                        format.latency(config.growth().p95()),
                        format.lasting(config.idle())),
                rows(sizing.decisions(), format));
    }

    private static List<Fact> facts(PoolSignals signals, Format format) {
        PoolSignals.Load load = signals.load();
        return List.of(
                new Fact("rate", format.rate(load.rate())),
                new Fact("p95", load.ended() == 0 ? Format.NONE : format.latency(load.p95())),
                new Fact("cpu", format.wholePercent(signals.machine().cpu())),
                new Fact("heap", format.wholePercent(signals.machine().heap())));
    }

    private static List<Row> rows(List<AdaptivePool.Taken> decisions, Format format) {
        List<Row> rows = new ArrayList<>();
        for (AdaptivePool.Taken taken : decisions.subList(0, Math.min(ROWS, decisions.size()))) {
            SizeDecision decision = taken.decision();
            rows.add(new Row(
                    taken.at() + "-" + decision.reason().cause().label(),
                    format.moment(taken.at()),
                    decision.direction().name(),
                    change(decision, format),
                    reason(decision, format)));
        }
        return rows;
    }

    private static String change(SizeDecision decision, Format format) {
        return decision.direction() == SizeDecision.Direction.HOLD
                ? format.count(decision.from())
                : format.count(decision.from()) + ARROW + format.count(decision.to());
    }

    /** Why it was decided so, in the reader's language. */
    static String reason(SizeDecision decision, Format format) {
        String key = "pool.reason." + decision.reason().cause();
        String reason = switch (decision.reason()) {
            case Reason.Rate(double perSecond, double over) ->
                format.text(key, format.count((long) perSecond), format.count((long) over));
            case Reason.P95(Duration p95, Duration over) -> format.text(key, format.latency(p95), format.latency(over));
            case Reason.Queue(long tasks, Duration oldest) ->
                format.text(key, format.count(tasks), format.latency(oldest));
            case Reason.Idle(int peak, Duration lasted) -> format.text(key, format.count(peak), format.lasting(lasted));
            case Reason.Maximum() -> format.text(key);
            case Reason.Cpu(double share, double over) ->
                format.text(key, format.wholePercent(share), format.wholePercent(over));
            case Reason.Heap(double share, double over) ->
                format.text(key, format.wholePercent(share), format.wholePercent(over));
            case Reason.Tier(double share) -> format.text(key, format.wholePercent(share));
        };
        SizeDecision.Need need = decision.need();
        return need == null
                ? reason
                : format.text(
                        "pool.need",
                        reason,
                        format.count(Math.round(need.perSecond())),
                        format.latency(need.run()),
                        format.count(need.workers()));
    }
}
