package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Operator.EngageResult;
import io.spillway.server.degrade.Operator.ReleaseResult;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierChange.Cause;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What people make of the tiers by hand. */
final class OperatorTest extends TierScene {

    @Test
    void aSwitchByHandIsInForceAtOnceWithItsReason() {
        EngageResult result = one.operator.engage(CORE, Tier.L2, " maintenance ", Duration.ofMinutes(10), "li");

        assertThat(result).isInstanceOf(EngageResult.Engaged.class);
        assertThat(one.core())
                .extracting(ScopeStatus::tier, ScopeStatus::state, ScopeStatus::reason, ScopeStatus::by)
                .containsExactly(Tier.L2, State.MANUAL_HOLD, "maintenance", "li");
        assertThat(one.core().until()).isEqualTo(T0.plus(Duration.ofMinutes(10)));
        assertThat(one.audit).singleElement().extracting(TierChange::cause).isEqualTo(Cause.OPERATOR);
    }

    @Test
    void aSwitchEndsByItself() {
        one.operator.engage(CORE, Tier.L2, "drill", Duration.ofMinutes(1), "li");
        pass(Duration.ofMinutes(1), two);

        assertThat(two.core().state()).isEqualTo(State.RECOVERING);
        assertThat(two.told.getLast().cause()).isEqualTo(Cause.EXPIRY);
        assertThat(tiers.load().switches()).isEmpty();
    }

    @Test
    void aReleasedSwitchGoesDownInStepsAndNamesThePerson() {
        one.operator.engage(CORE, Tier.L2, "drill", HOUR, "li");

        ReleaseResult result = two.operator.release(CORE, "over", "wang");

        assertThat(result).isInstanceOf(ReleaseResult.Released.class);
        assertThat(two.core())
                .extracting(ScopeStatus::state, ScopeStatus::intensity, ScopeStatus::reason, ScopeStatus::by)
                .containsExactly(State.RECOVERING, 0.75, "Released by wang: over", "wang");
        assertThat(two.operator.release(CORE, "again", "wang")).isInstanceOf(ReleaseResult.NothingToRelease.class);
        assertThat(two.core().intensity()).isEqualTo(0.75);
        pass(Duration.ofMinutes(2), one, two);
        assertThat(one.core().state()).isEqualTo(State.NORMAL);
    }

    @Test
    void aReleasedSwitchGivesWayToTheAlert() {
        one.receives(Drives.firing(CORE, Tier.L3, T0));
        one.operator.engage(CORE, Tier.NONE, "false alarm", HOUR, "li");
        assertThat(one.core().tier()).isEqualTo(Tier.NONE);

        one.operator.release(CORE, null, "li");

        assertThat(one.core().tier()).isEqualTo(Tier.L3);
    }

    @Test
    void whatAnAlertEngagedIsNotReleasedByHand() {
        one.receives(Drives.firing(CORE, Tier.L2, T0));
        one.loop.runOnce();

        assertThat(one.operator.release(CORE, null, "li")).isInstanceOf(ReleaseResult.NothingToRelease.class);
        assertThat(one.core().state()).isEqualTo(State.ENGAGED);
    }

    @Test
    void aSwitchWithoutAReasonOrAnEndIsRefused() {
        EngageResult result = one.operator.engage(CORE, Tier.L2, "  ", Duration.ofHours(25), "li");
        EngageResult wordy = one.operator.engage(CORE, Tier.L2, "x".repeat(501), Duration.ofMillis(999), "li");

        assertThat(result)
                .isInstanceOfSatisfying(
                        EngageResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Operator.Problem::field)
                                .containsExactly("reason", "ttl"));
        assertThat(wordy).isInstanceOf(EngageResult.Invalid.class);
        assertThat(one.operator.release(CORE, "x".repeat(501), "li")).isInstanceOf(ReleaseResult.Invalid.class);
        assertThat(tiers.load()).isEqualTo(Tiers.NONE);
    }

    @Test
    void aSwitchThatCannotBeWrittenDownIsNotMade() {
        one.auditFails = true;

        EngageResult result = one.operator.engage(CORE, Tier.L2, "drill", HOUR, "li");

        assertThat(result).isInstanceOf(EngageResult.Unavailable.class);
        assertThat(one.core().tier()).isEqualTo(Tier.NONE);
        assertThat(tiers.load()).isEqualTo(Tiers.NONE);
    }

    @Test
    void aSwitchIsRefusedWhileTheStorageIsAway() {
        tiers.down(true);

        assertThat(one.operator.engage(CORE, Tier.L2, "drill", HOUR, "li"))
                .isInstanceOf(EngageResult.Unavailable.class);
        assertThat(one.operator.release(CORE, null, "li")).isInstanceOf(ReleaseResult.Unavailable.class);
    }
}
