package io.spillway.server.limits;

import java.util.Optional;

/**
 * One type, what it may take and what it takes.
 *
 * @param isHandled whether a plugin of this node handles it; if not, its own limits are not known
 */
public record TypeLimits(String type, boolean isHandled, EffectiveLimits limits, TypeUse use) {

    public Optional<ManualLimits> manual() {
        return use.manual();
    }
}
