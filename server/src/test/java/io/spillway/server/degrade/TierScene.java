package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.degrade.TierChange.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Two whole nodes but for Redis: intake, loop, switchboard and operator over shared stores. */
abstract class TierScene {

    static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    static final Scope CORE = new Scope.Core();
    static final Scope SITE = new Scope.Site();
    static final Duration HOUR = Duration.ofHours(1);

    final ManualClock clock = new ManualClock(T0);
    final InMemoryAlertStore alerts = new InMemoryAlertStore();
    final InMemoryTierStore tiers = new InMemoryTierStore();
    final Node one = new Node();
    final Node two = new Node();

    final class Node {
        final List<TierChange> audit = new ArrayList<>();
        final List<TierChange> told = new ArrayList<>();
        final Switchboard switchboard = new Switchboard(DegradeConfig.defaults(), clock);
        boolean auditFails;
        final TierKeeper keeper = new TierKeeper(
                new TierKeeper.Ports(tiers, new Alerts(alerts), this::record, Evidence.QUIET),
                switchboard,
                DegradeConfig::defaults,
                clock,
                List.of(told::add));
        final TierLoop loop = new TierLoop(keeper, clock::nanos);
        final Operator operator = new Operator(keeper, switchboard, clock);
        final AlertIntake intake = new AlertIntake(alerts, clock, List.of(loop));

        private void record(TierChange change) {
            if (auditFails) {
                throw new IllegalStateException("the disk is full");
            }
            if (change.cause() == Cause.OPERATOR) {
                assertThat(tiers.load().revision())
                        .as("written down before it takes effect")
                        .isLessThan(change.revision());
            }
            audit.add(change);
        }

        void receives(AlertNotice... notices) {
            intake.accept(List.of(notices));
        }

        ScopeStatus core() {
            return switchboard.degradation().scopes().stream()
                    .filter(each -> each.scope().equals(CORE))
                    .findFirst()
                    .orElseThrow();
        }
    }

    void pass(Duration duration, Node... nodes) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            for (Node node : nodes) {
                assertThat(node.loop.runOnce()).isTrue();
            }
        }
    }
}
