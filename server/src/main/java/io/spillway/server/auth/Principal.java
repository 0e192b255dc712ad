package io.spillway.server.auth;

import java.util.Set;

/**
 * Somebody whom the server knows.
 *
 * @param name as the audit log shows it
 */
public record Principal(String name, Set<Permission> permissions) {

    public Principal {
        permissions = Set.copyOf(permissions);
    }

    public boolean may(Permission permission) {
        return permission == Permission.PUBLIC || permissions.contains(permission);
    }
}
