package io.spillway.server.redis;

import io.spillway.server.node.StorageStatus.MemoryUse;
import java.util.HashMap;
import java.util.Map;

/** What a server says of itself: the answer to {@code INFO}, read. What is missing in it counts as said in the default way. */
final class MasterInfo {

    private final Map<String, String> fields = new HashMap<>();

    MasterInfo(String answer) {
        answer.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
    }

    String version() {
        return text("redis_version", "?");
    }

    /** Whether the scripts run on it: 6.2 or later. A version that can't be read is not held against it. */
    boolean isRecent() {
        String[] parts = version().split("\\.", -1);
        try {
            int major = Integer.parseInt(parts[0]);
            return major > 6 || major == 6 && parts.length > 1 && Integer.parseInt(parts[1]) >= 2;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    boolean isMaster() {
        return text("role", "master").equals("master");
    }

    boolean isInCluster() {
        return text("cluster_enabled", "0").equals("1");
    }

    int replicas() {
        return (int) number("connected_slaves");
    }

    boolean appends() {
        return text("aof_enabled", "1").equals("1");
    }

    /** Whether the last write to its file failed. It takes no others until one succeeds. */
    boolean failsToAppend() {
        return appends() && !text("aof_last_write_status", "ok").equals("ok");
    }

    /** Whether a bound on its memory is set. */
    boolean isBounded() {
        return number("maxmemory") > 0;
    }

    /** Of its bound, or of the machine's memory where it has none. */
    MemoryUse memory() {
        String policy = text("maxmemory_policy", "noeviction");
        return isBounded()
                ? new MemoryUse(
                        Math.max(0, number("used_memory") - number("mem_not_counted_for_evict")),
                        number("maxmemory"),
                        policy)
                : new MemoryUse(number("used_memory_rss"), number("total_system_memory"), policy);
    }

    private String text(String name, String otherwise) {
        return fields.getOrDefault(name, otherwise);
    }

    private long number(String name) {
        try {
            return Long.parseLong(text(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
