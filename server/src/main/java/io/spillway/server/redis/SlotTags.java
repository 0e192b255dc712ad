package io.spillway.server.redis;

import redis.clients.jedis.util.JedisClusterCRC16;

/** For each slot of a cluster, a tag that puts a key into it. */
final class SlotTags {

    static final int SLOTS = 16_384;

    private static final String[] TAGS = new String[SLOTS];

    static {
        int missing = SLOTS;
        for (int i = 0; missing > 0; i++) {
            String tag = "on-" + i;
            int slot = JedisClusterCRC16.getSlot(tag);
            if (TAGS[slot] == null) {
                TAGS[slot] = tag;
                missing--;
            }
        }
    }

    private SlotTags() {}

    static String of(int slot) {
        return TAGS[slot];
    }
}
