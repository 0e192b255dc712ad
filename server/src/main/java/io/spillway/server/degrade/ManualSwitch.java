package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import java.time.Instant;

/**
 * What a person decided for a scope. It wins over the alerts until it ends.
 *
 * @param tier {@code NONE} keeps the scope free of any tier
 * @param until when it ends by itself
 * @param by who decided
 */
public record ManualSwitch(Scope scope, Tier tier, String reason, Instant until, String by) {

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }
}
