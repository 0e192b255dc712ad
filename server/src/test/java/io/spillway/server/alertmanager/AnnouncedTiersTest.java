package io.spillway.server.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.Alerts;
import io.spillway.server.alert.InMemoryAlertStore;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Drives;
import io.spillway.server.degrade.Evidence;
import io.spillway.server.degrade.InMemoryTierStore;
import io.spillway.server.degrade.Operator;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.degrade.TierKeeper;
import io.spillway.server.degrade.TierLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people hear, where the engine makes the changes: from alerts that come and go to the announcements. */
final class AnnouncedTiersTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Scope CORE = new Scope.Core();
    private static final List<String> RELEASE = List.of(
            "step info L2: L2 for core is being released: 75 % of it is left.",
            "step info L2: L2 for core is being released: 50 % of it is left.",
            "step info L2: L2 for core is being released: 25 % of it is left.",
            "release info L2: L2 for core is released.");

    private final ManualClock clock = new ManualClock(T0);
    private final List<Announcement> announced = new ArrayList<>();
    private final InMemoryAlertStore alerts = new InMemoryAlertStore();
    private final Switchboard switchboard = new Switchboard(DegradeConfig.defaults(), clock);
    private final TierKeeper keeper = new TierKeeper(
            new TierKeeper.Ports(new InMemoryTierStore(), new Alerts(alerts), _ -> {}, Evidence.QUIET),
            switchboard,
            DegradeConfig::defaults,
            clock,
            List.of(change -> Announcement.of(change).ifPresent(announced::add)));
    private final TierLoop loop = new TierLoop(keeper, clock::nanos);
    private final Operator operator = new Operator(keeper, switchboard, clock);
    private final AlertIntake intake = new AlertIntake(alerts, clock, List.of(loop));
    private Instant fired = T0;

    private void fires() {
        fired = clock.instant();
        receives(Drives.firing(CORE, Tier.L2, fired));
    }

    private void over() {
        receives(Drives.resolved(CORE, Tier.L2, fired, clock.instant()));
    }

    private void receives(AlertNotice notice) {
        intake.accept(List.of(notice));
        pass(Duration.ofSeconds(1));
    }

    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(loop.runOnce()).isTrue();
        }
    }

    private List<String> heard() {
        List<String> heard = announced.stream()
                .map(each -> "%s %s %s: %s"
                        .formatted(
                                each.labels().get("event"),
                                each.labels().get("severity"),
                                each.labels().get("tier"),
                                each.annotations().get("summary")))
                .toList();
        announced.clear();
        return heard;
    }

    @Test
    void anEngagementEachStepAndTheReleaseAreAnnouncedOnceEach() {
        fires();
        assertThat(announced).singleElement().satisfies(each -> {
            assertThat(each.annotations()).containsEntry("description", "AlertL2 fires.");
            assertThat(each.at()).isEqualTo(clock.instant());
        });
        assertThat(heard()).containsExactly("engage warning L2: L2 is in force for core.");

        pass(Duration.ofMinutes(2));
        over();
        pass(Duration.ofMinutes(2));
        assertThat(heard()).as("while it is held").isEmpty();

        pass(Duration.ofMinutes(6));
        assertThat(announced).extracting(each -> each.labels().get("revision")).doesNotHaveDuplicates();
        assertThat(announced.getLast().labels()).containsEntry("degraded", "false");
        assertThat(heard()).isEqualTo(RELEASE);
    }

    @Test
    void aTierThatComesBackDuringItsReleaseIsAnnouncedAgainAndSoIsItsLatch() {
        List<String> events = new ArrayList<>();
        for (int cycle = 0; cycle < 4; cycle++) {
            fires();
            over();
            pass(Duration.ofMinutes(cycle == 3 ? 1 : 5 << cycle));
            events.addAll(heard());
        }

        assertThat(events.stream().map(each -> each.split(" ")[0]).distinct())
                .containsExactly("engage", "step", "latch");
        assertThat(events).filteredOn(each -> each.startsWith("engage")).hasSize(3);
        assertThat(events).endsWith("latch critical L2: L2 for core stays until a person releases it.");

        pass(Duration.ofHours(2));
        assertThat(heard()).isEmpty();
        operator.release(CORE, "looked at it", "li");
        pass(Duration.ofMinutes(3));
        assertThat(heard()).first().asString().startsWith("manual");
    }
}
