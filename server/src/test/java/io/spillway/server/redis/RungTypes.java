package io.spillway.server.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hears for which types the bell rang. */
final class RungTypes implements Bell.Listener {

    private final Set<String> types = ConcurrentHashMap.newKeySet();

    @Override
    public void rang(String word, String argument) {
        if (word.equals("claimable")) {
            types.add(argument.split(" ", 2)[0]);
        }
    }

    Set<String> heard() {
        return types;
    }
}
