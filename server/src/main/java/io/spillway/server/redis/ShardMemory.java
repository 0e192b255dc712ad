package io.spillway.server.redis;

import io.spillway.plugin.api.Criticality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;

/** What the unfinished tasks of a shard take in Redis: its lists, and records of the size of some of them. */
final class ShardMemory {

    private static final int SAMPLES = 10;
    private static final int SHARD = 0;

    private final UnifiedJedis redis;
    private final String prefix;

    ShardMemory(UnifiedJedis redis, String type) {
        this.redis = redis;
        this.prefix = Keys.shard(type, SHARD);
    }

    /** Bytes; an estimate. */
    long bytes() {
        List<String> streams = new ArrayList<>();
        List<String> sets = new ArrayList<>(List.of(prefix + "leases", prefix + "parked"));
        for (Criticality each : Criticality.values()) {
            streams.add(prefix + "queue:" + each.name());
            sets.add(prefix + "delayed:" + each.name());
        }
        List<Response<Long>> sizes = new ArrayList<>();
        List<Response<Long>> counts = new ArrayList<>();
        Set<String> some = new HashSet<>();
        List<Response<List<StreamEntry>>> entries = new ArrayList<>();
        List<Response<List<String>>> members = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (String stream : streams) {
                sizes.add(pipeline.memoryUsage(stream));
                counts.add(pipeline.xlen(stream));
                entries.add(pipeline.xrange(stream, "-", "+", SAMPLES));
                entries.add(pipeline.xrevrange(stream, "+", "-", SAMPLES));
            }
            for (String set : sets) {
                sizes.add(pipeline.memoryUsage(set));
                counts.add(pipeline.zcard(set));
                members.add(pipeline.zrange(set, 0, SAMPLES - 1));
            }
        }
        entries.forEach(each ->
                each.get().forEach(entry -> some.add(entry.getFields().getOrDefault("i", ""))));
        members.forEach(each -> some.addAll(each.get()));
        return sum(sizes) + sum(counts) * recordSize(some);
    }

    /** On the average of some. */
    private long recordSize(Set<String> ids) {
        List<Response<Long>> sizes = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            ids.forEach(id -> sizes.add(pipeline.memoryUsage(prefix + "task:" + id)));
        }
        return sizes.isEmpty() ? 0 : sum(sizes) / sizes.size();
    }

    private static long sum(List<Response<Long>> numbers) {
        long sum = 0;
        for (Response<Long> each : numbers) {
            @Nullable Long number = each.get();
            sum += number == null ? 0 : number;
        }
        return sum;
    }
}
