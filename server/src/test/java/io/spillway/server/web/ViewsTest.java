package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.sla.Objective;
import io.spillway.server.sla.SlaReport.Quantile;
import io.spillway.server.sla.SlaReport.Stats;
import io.spillway.server.sla.Window;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.waiting.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages say of what they are given. */
final class ViewsTest {

    private static final Objective OBJECTIVE = new Objective(0.99, 0.95, Duration.ofMillis(160));
    private final Format format = new Format(Locale.ENGLISH, Samples.NOW);

    @Test
    void noDataIsNoPerfectScore() {
        SlaCells cells = new SlaCells(format, OBJECTIVE, SlaCells.nothing());

        assertThat(List.of(
                        cells.failed(),
                        cells.shed(),
                        cells.p50(),
                        cells.p95(),
                        cells.p99(),
                        cells.overflow(),
                        cells.attainment(),
                        cells.latencyAttainment(),
                        cells.budget(),
                        cells.burn()))
                .allSatisfy(cell -> assertThat(cell).isEqualTo(Cell.MISSING));
        assertThat(cells.bar()).isEqualTo(new Bar("0", ""));
    }

    @Test
    void fewTasksProveNothing() {
        assertThat(broken(SlaCells.FEW - 1).attainment().mood()).isEmpty();
        assertThat(broken(SlaCells.FEW - 1).p99().mood()).isEmpty();
        assertThat(broken(SlaCells.FEW).attainment().mood()).isEqualTo("bad");
        assertThat(broken(SlaCells.FEW).p99().mood()).isEqualTo("bad");
        assertThat(broken(SlaCells.FEW).p95().mood()).isEqualTo("warn");
        assertThat(broken(SlaCells.FEW).p50().mood()).isEmpty();
        assertThat(broken(SlaCells.FEW).burn().mood()).isEqualTo("bad");
    }

    private SlaCells broken(long total) {
        return new SlaCells(
                format,
                OBJECTIVE,
                new Stats(
                        total,
                        total / 2,
                        0,
                        1,
                        0.5,
                        new Quantile(Duration.ofMillis(160), false),
                        new Quantile(Duration.ofMillis(161), false),
                        new Quantile(Duration.ofMillis(1280), true),
                        0.02,
                        0.5,
                        0.5,
                        -49.0,
                        50.0));
    }

    @Test
    void aShedTaskIsAShareOfAllThatCame() {
        Stats stats = new Stats(300, 0, 100, 1, 0.0, null, null, null, null, 1.0, 1.0, 1.0, 0.0);

        assertThat(new SlaCells(format, OBJECTIVE, stats).shed().text()).isEqualTo("25.00 %");
    }

    @Test
    void theWorstTierComesFirstAndIsInTheTitle() {
        BoardView board = BoardView.of(Samples.busy(), Window.FIVE_MINUTES, format);
        Frame frame = Frame.of(format, SampleTiers.degraded(), SampleTiers.alerts());

        assertThat(board.banners()).extracting(banner -> banner.tier().name()).containsExactly("L2", "L1");
        assertThat(board.banners().get(1).easing()).isEqualTo("50 %");
        assertThat(frame.headline()).isEqualTo("(3) L2 core");
        assertThat(frame.level()).isEqualTo("l2");
    }

    @Test
    void whatIsOnlyPendingOrObservedIsNotInForce() {
        for (ScopeStatus.State state : List.of(ScopeStatus.State.PENDING, ScopeStatus.State.OBSERVE)) {
            Degradation degradation = new Degradation(
                    1,
                    List.of(new ScopeStatus(new Scope.Core(), Tier.L2, state, 1, Samples.NOW, null, null, null, null)));

            assertThat(BoardView.banners(degradation, format)).isEmpty();
            assertThat(Frame.of(format, degradation, List.of()).headline()).isNull();
        }
    }

    @Test
    void theAlertThatAlwaysFiresIsNotCounted() {
        AlertsView alerts = AlertsView.of(
                SampleTiers.alerts(), SampleTiers::asked, SampleTiers.degraded(), format, "http://localhost");

        assertThat(alerts.firing())
                .extracting(AlertView::name)
                .containsExactly("SpillwayCoreErrorRateHigh", "SpillwayServiceCpuHigh", "SpillwayDeadLetters");
        assertThat(alerts.firing()).extracting(AlertView::inForce).containsExactly(true, true, false);
        assertThat(alerts.watchdog()).isEqualTo("8 s");
    }

    @Test
    void whatNeedsAPersonIsNamedTheWorstFirst() {
        BoardView board = BoardView.of(Samples.busy(), Window.FIVE_MINUTES, format);

        assertThat(board.attention())
                .extracting(point -> point.mood() + " " + point.name() + " " + point.subject())
                .containsExactly(
                        "bad plugin-failed broken-1.0.jar",
                        "bad budget coupon-redeem",
                        "bad refused coupon-redeem",
                        "bad breaker-open stock-deduct",
                        "warn no-handler newsletter-render",
                        "warn slowed stock-deduct",
                        "warn paused paused",
                        "warn breaker-half-open coupon-redeem",
                        "warn dead 3",
                        "info limited limited");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JAVASCRIPT:alert(1)//http://a.example",
                "data:text/html,x",
                "//evil.example/x",
                "/relative",
                "http:///no-host",
                "file:///etc/passwd",
                "ht tp://x",
                ""
            })
    void noOtherLinkThanHttpIsFollowed(String link) {
        assertThat(AlertView.link(link)).isNull();
    }

    @Test
    void aLinkOfTheWebIsFollowed() {
        assertThat(AlertView.link("https://prometheus.example:9090/graph?g0.expr=up%20%3E%200"))
                .isNotNull();
        assertThat(AlertView.link("HTTP://prometheus.example/")).isNotNull();
        assertThat(AlertView.link(null)).isNull();
    }

    @Test
    void theFilterStaysInTheLinksToFurtherPages() {
        TaskStore.Query query = new TaskStore.Query("coupon-redeem", TaskState.RUNNING, "a", 50);

        TasksView view = TasksView.of(query, new TaskStore.Page(Samples.tasks(), "b&c"), List.of(), format);

        assertThat(view.first()).isEqualTo("/tasks?type=coupon-redeem&state=running");
        assertThat(view.next()).isEqualTo("/tasks?type=coupon-redeem&state=running&cursor=b%26c");
        assertThat(view.filtered()).isTrue();
    }

    @Test
    void onlyTheButtonsThatTheStateAllowsAreThere() {
        for (TaskState state : TaskState.values()) {
            TasksView.Row row = TasksView.row(Samples.task(state), format);

            assertThat(row.cancelable()).as(state + " cancel").isEqualTo(!state.isTerminal());
            assertThat(row.retryable())
                    .as(state + " retry")
                    .isEqualTo(state == TaskState.FAILED || state == TaskState.CANCELED);
        }
    }

    @Test
    void theTraceIsTakenFromAWellFormedContextOnly() {
        assertThat(TaskView.traceId("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(TaskView.traceId("00-xyz-00f067aa0ba902b7-01")).isNull();
        assertThat(TaskView.traceId(null)).isNull();
    }

    @Test
    void aPayloadIsShownWithLineBreaksAndCutWhenItIsVeryLong() {
        assertThat(TaskView.pretty("{\"a\":1}")).contains("\n");
        assertThat(TaskView.pretty("no json {")).isEqualTo("no json {");
        assertThat(TaskView.pretty("x".repeat(30_000))).hasSize(20_001).endsWith("…");
    }

    @Test
    void aSparklineRunsFromTheBottomToTheTop() {
        assertThat(Sparkline.path(new double[] {0, 5, 10}, 84, 22)).isEqualTo("M0.0 21.0L42.0 11.0L84.0 1.0");
        assertThat(Sparkline.path(new double[] {0, 0}, 84, 22)).isEqualTo("M0.0 21.0L84.0 21.0");
        assertThat(Sparkline.path(new double[] {7}, 84, 22)).isEmpty();
        assertThat(Sparkline.calmed(new double[] {1, 3, 5, 7, 9}, 2)).containsExactly(2, 6);
    }

    @Test
    void anOverdrawnBudgetIsAFullBarInRed() {
        assertThat(Bar.left(-0.18)).isEqualTo(new Bar("88.0", "x"));
        assertThat(Bar.left(0.41)).isEqualTo(new Bar("36.1", "w"));
        assertThat(Bar.left(1.0)).isEqualTo(new Bar("88.0", ""));
    }

    @Test
    void aNoticeThatSomebodyMadeUpIsNone() {
        Frame frame = Frame.of(format, SampleTiers.normal(), List.of());

        assertThat(frame.noticing("engaged").notice()).isEqualTo("engaged");
        assertThat(frame.noticing("you-have-won").notice()).isNull();
        assertThat(frame.noticing(null).notice()).isNull();
    }

    @Test
    void aHopThatWasNeverSeenLeadsToWhatItNeeds() {
        BoardView fresh = BoardView.of(Samples.fresh(), Window.FIVE_MINUTES, format);

        assertThat(fresh.heard()).isFalse();
        assertThat(fresh.hops())
                .extracting(hop -> hop.name() + " " + hop.hint() + " " + hop.href())
                .contains("SCRAPE unseen /nodes#connect", "ALERTMANAGER unseen /alerts#connect");
    }

    @Test
    void eachReasonForWhichATaskWaitsIsASentence() {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
            WaitingText text = new WaitingText(new Format(locale, Samples.NOW));
            for (Reason reason : SampleTypes.reasons()) {
                assertThat(text.of(reason))
                        .as(reason.code())
                        .doesNotContainPattern("\\{[0-9]}")
                        .hasSizeGreaterThan(8);
            }
        }
        assertThat(new WaitingText(new Format(Locale.ENGLISH, Samples.NOW))
                        .of(SampleTypes.reasons().getLast()))
                .isEqualTo(
                        "All 64 workers of this node are busy. About 48,211 tasks are before it. At the present pace "
                                + "they are claimed within 1 min 30 s.");
    }

    @Test
    void theLatestChangesAreThoseThatTookEffectInTheReadersWords() {
        List<AuditEntry> audit = List.of(
                change(4, "alert:c0ffee", "L2 ENGAGED 100 % → L2 RECOVERING 75 %"),
                change(3, "op", "normal → L1 for PT5M"),
                change(2, "engine", "L2 RECOVERING 25 % → NONE"));

        List<ChangeView> english = ChangeView.latest(audit, 5, format);
        List<ChangeView> chinese = ChangeView.latest(audit, 5, new Format(Locale.SIMPLIFIED_CHINESE, Samples.NOW));

        assertThat(english)
                .extracting(ChangeView::change)
                .containsExactly(
                        "L2 engaged by an alert → L2 being released in steps · 75 %",
                        "L2 being released in steps · 25 % → no tier");
        assertThat(english).extracting(ChangeView::actorHref).containsExactly("/alerts#c0ffee", null);
        assertThat(chinese.getLast().change()).isEqualTo("L2 正在分步解除 · 25% → 未降级");
    }

    private static AuditEntry change(long sequence, String actor, String change) {
        return new AuditEntry(sequence, Samples.NOW, actor, "degradation.step", "core", change, "", "", "");
    }
}
