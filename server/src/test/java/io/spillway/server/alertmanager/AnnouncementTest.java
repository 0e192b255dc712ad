package io.spillway.server.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierChange.Cause;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AnnouncementTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static ScopeStatus status(Scope scope, Tier tier, State state, double intensity) {
        return new ScopeStatus(scope, tier, state, intensity, NOW, null, "Because.", null, null);
    }

    private static ScopeStatus core(Tier tier, State state, double intensity) {
        return status(new Scope.Core(), tier, state, intensity);
    }

    private static TierChange change(ScopeStatus from, ScopeStatus to, Cause cause) {
        return new TierChange(3, from, to, cause, NOW, null);
    }

    static Stream<Arguments> changes() {
        ScopeStatus normal = core(Tier.NONE, State.NORMAL, 0);
        ScopeStatus engaged = core(Tier.L2, State.ENGAGED, 1);
        ScopeStatus site = core(Tier.L3, State.ENGAGED, 1);
        ScopeStatus step = core(Tier.L2, State.RECOVERING, 0.75);
        ScopeStatus frozen = core(Tier.L2, State.FROZEN, 1);
        ScopeStatus held = core(Tier.L1, State.MANUAL_HOLD, 1);
        ScopeStatus pending = core(Tier.L2, State.PENDING, 0);
        ScopeStatus observed = core(Tier.L2, State.OBSERVE, 1);
        return Stream.of(
                arguments(normal, engaged, Cause.ALERT, "engage warning L2"),
                arguments(pending, engaged, Cause.ALERT, "engage warning L2"),
                arguments(engaged, site, Cause.ALERT, "engage critical L3"),
                arguments(engaged, step, Cause.RECOVERY, "step info L2"),
                arguments(step, core(Tier.L2, State.RECOVERING, 0.5), Cause.RECOVERY, "step info L2"),
                arguments(step, engaged, Cause.ALERT, "engage warning L2"),
                arguments(step, normal, Cause.RECOVERY, "release info L2"),
                arguments(engaged, core(Tier.L2, State.LATCHED, 1), Cause.LATCH, "latch critical L2"),
                arguments(engaged, frozen, Cause.WATCHDOG, "freeze warning L2"),
                arguments(frozen, engaged, Cause.WATCHDOG, null),
                arguments(normal, held, Cause.OPERATOR, "manual warning L1"),
                arguments(held, normal, Cause.OPERATOR, "manual info L1"),
                arguments(held, normal, Cause.EXPIRY, "manual info L1"),
                arguments(engaged, core(Tier.L2, State.ENGAGED, 0.8), Cause.ALERT, null),
                arguments(normal, pending, Cause.ALERT, null),
                arguments(normal, observed, Cause.ALERT, null),
                arguments(engaged, engaged, Cause.ALERT, null));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void saysWhatHappenedToThoseWhomItConcerns(
            ScopeStatus from, ScopeStatus to, Cause cause, @Nullable String expected) {
        String told = Announcement.of(change(from, to, cause))
                .map(each -> each.labels().get("event") + " " + each.labels().get("severity") + " "
                        + each.labels().get("tier"))
                .orElse(null);

        assertThat(told).isEqualTo(expected);
    }

    @Test
    void isForPeopleNamesTheTypeAndIsNotMutedByWhatItTells() {
        Scope scope = new Scope.Service("coupon-redeem");
        TierChange change = change(
                status(scope, Tier.NONE, State.NORMAL, 0), status(scope, Tier.L1, State.ENGAGED, 1), Cause.ALERT);

        Announcement announcement = Announcement.of(change).orElseThrow();

        assertThat(announcement.labels())
                .containsEntry("alertname", "SpillwayTierChanged")
                .containsEntry("purpose", "notify")
                .containsEntry("scope", "service:coupon-redeem")
                .containsEntry("service", "coupon-redeem")
                .containsEntry("degraded", "true");
        assertThat(announcement.annotations())
                .containsEntry("summary", "L1 is in force for service:coupon-redeem.")
                .containsEntry("description", "Because.");
        assertThat(announcement.json(NOW.plusSeconds(5)).path("endsAt").asText())
                .isEqualTo("2026-11-23T10:10:05Z");
    }
}
