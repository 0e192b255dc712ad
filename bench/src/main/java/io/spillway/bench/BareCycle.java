package io.spillway.bench;

import io.spillway.bench.machine.BenchRedis;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The limit: one client, one script to submit a batch, one that settles a batch and claims the next. It runs nothing. */
final class BareCycle implements Contender {

    private static final int BATCH = 256;
    private static final String PREFIX = "bare:{0}:";

    private final BenchRedis redis;

    BareCycle(BenchRedis redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "bare fused cycle";
    }

    @Override
    public void run(int tasks) throws IOException {
        try (Jedis jedis = redis.connect()) {
            jedis.xgroupCreate(PREFIX + "queue", "workers", new StreamEntryID(0, 0), true);
            String submit = jedis.scriptLoad(script("submit.lua"));
            String cycle = jedis.scriptLoad(script("cycle.lua"));
            for (int i = 0; i < tasks; i += BATCH) {
                List<String> args = new ArrayList<>(List.of("1700000000000"));
                for (int each = i; each < Math.min(tasks, i + BATCH); each++) {
                    args.add("noop.0.01HF7YAT7TZBA5RY" + (10_000_000 + each));
                }
                jedis.evalsha(submit, List.of(PREFIX), args);
            }
            int settled = 0;
            List<String> claimed = List.of();
            while (settled < tasks) {
                List<String> args = new ArrayList<>(List.of("1700000000000", "node", "" + BATCH));
                args.addAll(claimed);
                List<?> reply = (List<?>) jedis.evalsha(cycle, List.of(PREFIX), args);
                settled += claimed.size();
                claimed = reply.stream().map(String::valueOf).toList();
            }
        }
    }

    private static String script(String name) throws IOException {
        try (InputStream in = BareCycle.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
