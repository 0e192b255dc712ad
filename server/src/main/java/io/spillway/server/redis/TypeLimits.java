package io.spillway.server.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Limits of types that were set while the servers run. */
final class TypeLimits {

    private static final LuaScript LIMITS = LuaScript.load("limits.lua");

    private final ShardScripts scripts;

    TypeLimits(RedisConnection redis) {
        this.scripts = new ShardScripts(redis, null);
    }

    /** @param values by the name of the limit; empty to let the handler's hold again */
    record Change(Map<String, String> values) {}

    void set(String type, Change change) {
        List<String> args = new ArrayList<>(List.of(Keys.BELL, type));
        change.values().forEach((name, value) -> {
            args.add(name);
            args.add(value);
        });
        scripts.run(LIMITS, type, 0, args);
    }
}
