package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A tier as a pill.
 *
 * @param level its class in the styles: {@code l0} to {@code l3}
 * @param scope what it is in force for, where that is not plain from where the pill stands
 */
public record Badge(String name, String level, @Nullable String scope) {

    static Badge of(Tier tier) {
        return new Badge(tier.name(), level(tier), null);
    }

    static Badge of(Tier tier, Scope scope) {
        return new Badge(
                tier.name(), level(tier), scope instanceof Scope.Service service ? service.type() : scope.toString());
    }

    static String level(Tier tier) {
        return tier == Tier.NONE ? "l0" : tier.name().toLowerCase(Locale.ROOT);
    }
}
