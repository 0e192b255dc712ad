package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import io.spillway.server.degrade.TierChange;
import io.spillway.server.degrade.TierChange.Cause;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisAuditStore;
import io.spillway.server.redis.RedisConnection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AuditedTiersTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final TierChange.Trigger ALERT = new TierChange.Trigger("0123456789abcdef", T0, T0);

    private final RealRedis redis = RealRedis.start();
    private final RedisConnection connection = redis.connect();
    private final AuditLog log = new AuditLog(new RedisAuditStore(connection), new ManualClock(T0));
    private final AuditedTiers audited = new AuditedTiers(log);
    private long revision;

    @AfterEach
    void stop() throws Exception {
        connection.close();
        redis.close();
    }

    @Test
    void anAlertThatEngagesStandsThereByItsFingerprintWithFromAndToAndWhy() {
        audited.record(change(
                status(Tier.NONE, State.NORMAL, 0, null, null),
                status(Tier.L2, State.ENGAGED, 1, "CorePathErrorRateHigh fires.", null),
                Cause.ALERT,
                ALERT));

        assertThat(last())
                .extracting(
                        AuditEntry::actor,
                        AuditEntry::action,
                        AuditEntry::subject,
                        AuditEntry::change,
                        AuditEntry::reason)
                .containsExactly(
                        "alert:0123456789abcdef",
                        "degradation.engage",
                        "core",
                        "NONE → L2 ENGAGED 100 %",
                        "CorePathErrorRateHigh fires.");
    }

    @Test
    void aPersonStandsThereByName() {
        audited.record(change(
                status(Tier.NONE, State.NORMAL, 0, null, null),
                status(Tier.L1, State.MANUAL_HOLD, 1, "maintenance", "ada"),
                Cause.OPERATOR,
                null));

        assertThat(last())
                .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::reason)
                .containsExactly("ada", "degradation.engage", "maintenance");
    }

    @Test
    void whatTheTimeDoesIsTheEngines() {
        audited.record(change(
                status(Tier.L2, State.RECOVERING, 0.25, "…", null),
                status(Tier.NONE, State.NORMAL, 0, null, null),
                Cause.RECOVERY,
                null));
        assertThat(last())
                .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::change)
                .containsExactly("engine", "degradation.release", "L2 RECOVERING 25 % → NONE");

        audited.record(change(
                status(Tier.L2, State.ENGAGED, 1, "…", null),
                status(Tier.L2, State.RECOVERING, 0.75, "…", null),
                Cause.RECOVERY,
                null));
        assertThat(last().action()).isEqualTo("degradation.step");

        audited.record(change(
                status(Tier.L2, State.ENGAGED, 1, "…", null),
                status(Tier.L2, State.LATCHED, 1, "…", null),
                Cause.LATCH,
                null));
        assertThat(last().action()).isEqualTo("degradation.latched");
    }

    @Test
    void whatTwoNodesAreAboutToDoStandsThereOnce() {
        TierChange same = change(
                status(Tier.NONE, State.NORMAL, 0, null, null),
                status(Tier.L2, State.ENGAGED, 1, "fires", null),
                Cause.ALERT,
                ALERT);

        audited.record(same);
        new AuditedTiers(new AuditLog(new RedisAuditStore(connection), new ManualClock(T0))).record(same);

        assertThat(log.recent(10, null)).hasSize(1);
    }

    private AuditEntry last() {
        return log.recent(1, null).getFirst();
    }

    private TierChange change(ScopeStatus from, ScopeStatus to, Cause cause, TierChange.@Nullable Trigger alert) {
        return new TierChange(++revision, from, to, cause, T0, alert);
    }

    private static ScopeStatus status(
            Tier tier, State state, double intensity, @Nullable String reason, @Nullable String by) {
        return new ScopeStatus(new Scope.Core(), tier, state, intensity, T0, null, reason, null, by);
    }
}
