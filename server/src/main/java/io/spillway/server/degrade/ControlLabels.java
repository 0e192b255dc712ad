package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.alert.Watchdog;
import java.util.Optional;

/**
 * Which labels make an alert drive a tier. An alert without them is shown, and drives nothing.
 *
 * @param purpose the label that marks control alerts
 * @param control the value that it must have
 * @param tier the label that holds {@code L1}, {@code L2} or {@code L3}
 * @param scope the label that holds {@code service}, {@code core} or {@code site}
 * @param service the label that names the task type, where the scope is a service
 */
public record ControlLabels(String purpose, String control, String tier, String scope, String service) {

    public static final ControlLabels DEFAULT = new ControlLabels("purpose", "control", "tier", "scope", "service");

    /** What the alert asks for while it fires, or empty if it drives no tier. */
    public Optional<Drive> drive(Alert alert) {
        if (!alert.label(purpose).equals(control) || alert.label("alertname").equals(Watchdog.ALERT_NAME)) {
            return Optional.empty();
        }
        Optional<Tier> wanted = switch (alert.label(tier)) {
            case "L1" -> Optional.of(Tier.L1);
            case "L2" -> Optional.of(Tier.L2);
            case "L3" -> Optional.of(Tier.L3);
            default -> Optional.empty();
        };
        Optional<Scope> target = switch (alert.label(scope)) {
            case "service" -> Scope.parse("service:" + alert.label(service));
            case "core", "site" -> Scope.parse(alert.label(scope));
            default -> Optional.empty();
        };
        return wanted.flatMap(level -> target.map(each -> new Drive(each, level, alert)));
    }

    /** The tier that an alert asks for, and where. */
    public record Drive(Scope scope, Tier tier, Alert alert) {}
}
