package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DegradeConfigTest {

    private static final TierPolicy L2 = DegradeConfig.defaults().policy(Tier.L2);

    @Test
    void refusesToShedWhatIsMostCritical() {
        assertThatThrownBy(() -> L2.withSheds(Set.of(Criticality.SHEDDABLE, Criticality.CRITICAL_PLUS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CRITICAL_PLUS");
    }

    @Test
    void refusesPoliciesThatMakeNoSense() {
        assertThatThrownBy(() -> L2.withConcurrencyShare(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> L2.withConcurrencyShare(1.01)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> L2.withConcurrencyShare(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> L2.withMinHold(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> L2.withMaxTime(Duration.ofMinutes(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pace.DEFAULT.withRampStep(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ramp(25, 25, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ramp(0, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ramp(50, 90)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ramp()).isInstanceOf(IllegalArgumentException.class);
    }

    private static Pace ramp(Integer... percent) {
        return new Pace(Duration.ZERO, Duration.ofSeconds(1), List.of(percent), Duration.ofMinutes(1));
    }

    @Test
    void needsAPolicyForEachTier() {
        Map<Tier, TierPolicy> two = new HashMap<>(DegradeConfig.defaults().tiers());
        two.remove(Tier.L3);

        assertThatThrownBy(() -> new DegradeConfig(two, Pace.DEFAULT, Set.of(), ControlLabels.DEFAULT, false, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "control, L1, service, stock-deduct, service:stock-deduct",
        "control, L2, core, , core",
        "control, L3, site, stock-deduct, site",
        "notify, L3, site, , ",
        "'', L3, site, , ",
        "control, NONE, site, , ",
        "control, l3, site, , ",
        "control, '', site, , ",
        "control, L1, service, , ",
        "control, L1, service, Stock Deduct, ",
        "control, L1, service:stock-deduct, stock-deduct, ",
        "control, L1, everything, , ",
    })
    void findsTheTierAndTheScopeInTheLabels(
            String purpose, String tier, String scope, @Nullable String service, @Nullable String expected) {
        Alert alert = alert(
                Map.of("purpose", purpose, "tier", tier, "scope", scope, "service", service == null ? "" : service));

        assertThat(ControlLabels.DEFAULT.drive(alert).map(drive -> drive.scope().toString()))
                .isEqualTo(java.util.Optional.ofNullable(expected));
    }

    @Test
    void letsTheWatchdogDriveNothing() {
        Alert alert =
                alert(Map.of("purpose", "control", "tier", "L3", "scope", "site", "alertname", Watchdog.ALERT_NAME));

        assertThat(ControlLabels.DEFAULT.drive(alert)).isEmpty();
    }

    private static Alert alert(Map<String, String> labels) {
        Instant at = Instant.EPOCH;
        return new Alert("0123456789abcdef", Alert.Status.FIRING, labels, Map.of(), at, null, at, null);
    }
}
