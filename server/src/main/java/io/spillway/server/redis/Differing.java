package io.spillway.server.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a hash has that differs from what the caller of a script knows, as {@code alerts_read.lua} and {@code tiers_read.lua} tell it. */
sealed interface Differing {

    /** Everything is to be read. */
    record Unknown() implements Differing {}

    /** @param texts of the fields that differ, null for one that is not there any more */
    record Fields(Map<String, @Nullable String> texts) implements Differing {}

    /** @param reply of the script, from behind its head on */
    static Differing of(List<?> reply) {
        if (reply.size() % 2 == 1) {
            return new Unknown();
        }
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        for (int i = 0; i < reply.size(); i += 2) {
            texts.put((String) reply.get(i), (String) reply.get(i + 1));
        }
        return new Fields(texts);
    }
}
