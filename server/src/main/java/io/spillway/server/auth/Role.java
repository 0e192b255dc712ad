package io.spillway.server.auth;

import static io.spillway.server.auth.Permission.ADMINISTER;
import static io.spillway.server.auth.Permission.DELIVER_ALERTS;
import static io.spillway.server.auth.Permission.OPERATE;
import static io.spillway.server.auth.Permission.SCRAPE;
import static io.spillway.server.auth.Permission.SUBMIT;
import static io.spillway.server.auth.Permission.VIEW;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A set of permissions that belong together. */
public enum Role {
    /** Everything. */
    ADMIN(VIEW, SCRAPE, SUBMIT, OPERATE, DELIVER_ALERTS, ADMINISTER),
    /** Runs the place: looks, submits, cancels, switches tiers. */
    OPERATOR(VIEW, SCRAPE, SUBMIT, OPERATE),
    /** Looks only. */
    VIEWER(VIEW, SCRAPE),
    /** Alertmanager. */
    WEBHOOK(DELIVER_ALERTS),
    /** Prometheus. */
    METRICS(SCRAPE);

    private final Set<Permission> permissions;

    Role(Permission... permissions) {
        this.permissions = Set.of(permissions);
    }

    public Set<Permission> permissions() {
        return permissions;
    }

    /** The role's name in files and messages: {@code admin}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst();
    }
}
