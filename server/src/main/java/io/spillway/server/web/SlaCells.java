package io.spillway.server.web;

import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.SlaReport.Quantile;
import io.spillway.server.sla.SlaReport.Stats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The numbers of one window as cells, each in the mood that the objective gives it. With few tasks there is no mood: they prove nothing. */
final class SlaCells {

    /** Below so many tasks in a window a share says little. */
    static final long FEW = 20;

    /** Google's threshold for a page: 2 % of a month's budget in an hour. */
    private static final double FAST_BURN = 14.4;

    private final Format format;
    private final Objective objective;
    private final Stats stats;

    SlaCells(Format format, Objective objective, Stats stats) {
        this.format = format;
        this.objective = objective;
        this.stats = stats;
    }

    static Stats nothing() {
        return new Stats(0, 0, 0, 0, null, null, null, null, null, null, null, null, null);
    }

    /** The numbers of the window, or none. */
    static Stats of(SlaReport report, io.spillway.server.sla.Window window) {
        Stats stats = report.windows().get(window);
        return stats == null ? nothing() : stats;
    }

    boolean isFew() {
        return stats.total() < FEW;
    }

    /** Whether so little came, shed tasks included, that no number of the row says much. */
    boolean isQuiet() {
        return stats.total() + stats.shed() < FEW;
    }

    Cell total() {
        return Cell.of(format.count(stats.total()));
    }

    Cell qps() {
        return Cell.of(format.rate(stats.qps()));
    }

    Cell failed() {
        Double rate = stats.failureRate();
        double allowed = 1 - objective.success();
        return judged(Cell.of(rate, format::share), rate, allowed, allowed * 10);
    }

    Cell shed() {
        long asked = stats.total() + stats.shed();
        return asked == 0 ? Cell.MISSING : Cell.of(format.share((double) stats.shed() / asked));
    }

    Cell quantile(@Nullable Quantile quantile) {
        Cell cell = Cell.of(quantile, format::latency);
        if (quantile == null || isFew()) {
            return cell;
        }
        Duration bound = objective.latency();
        if (quantile.atLeast() || quantile.value().compareTo(bound.multipliedBy(4)) > 0) {
            return cell.in("bad");
        }
        return quantile.value().compareTo(bound) > 0 ? cell.in("warn") : cell;
    }

    Cell p50() {
        return quantile(stats.p50());
    }

    Cell p95() {
        return quantile(stats.p95());
    }

    Cell p99() {
        return quantile(stats.p99());
    }

    Cell overflow() {
        Double share = stats.overflow();
        return judged(Cell.of(share, format::share), share, 0.001, 0.01);
    }

    Cell attainment() {
        return attained(stats.attainment(), objective.success());
    }

    Cell latencyAttainment() {
        return attained(stats.latencyAttainment(), objective.latencyShare());
    }

    Cell budget() {
        Double left = stats.budgetRemaining();
        Cell cell = Cell.of(left, format::wholePercent);
        if (left == null || isFew()) {
            return cell;
        }
        return left <= 0 ? cell.in("bad") : cell;
    }

    Bar bar() {
        return Bar.left(stats.budgetRemaining());
    }

    Cell burn() {
        Double burn = stats.burn();
        return judged(Cell.of(burn, format::times), burn, 1, FAST_BURN);
    }

    private Cell attained(@Nullable Double share, double promised) {
        Cell cell = Cell.of(share, format::share);
        return share == null || isFew() || share >= promised ? cell : cell.in("bad");
    }

    private Cell judged(Cell cell, @Nullable Double number, double warn, double bad) {
        if (number == null || isFew() || number <= warn) {
            return cell;
        }
        return cell.in(number > bad ? "bad" : "warn");
    }
}
