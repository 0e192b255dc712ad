package io.spillway.bench.program;

import io.spillway.bench.bare.BareServer;
import io.spillway.bench.load.Api;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Child;
import io.spillway.bench.machine.Cpu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** The bare whole path: the least that a server can do. */
public final class BareProgram implements Program {

    private final BenchRedis redis;
    private final Child child;
    private final Api api;

    private BareProgram(BenchRedis redis, Child child, Api api) {
        this.redis = redis;
        this.child = child;
        this.api = api;
    }

    /** @param threads {@code pool} or {@code virtual} */
    public static BareProgram start(Path folder, String threads) throws IOException, InterruptedException {
        BenchRedis redis = BenchRedis.start();
        BareProcess process = BareProcess.start(folder, "bare", BareServer.class, redis.uri(), threads);
        return new BareProgram(redis, process.child(), process.api());
    }

    @Override
    public String name() {
        return "bare";
    }

    @Override
    public Api api() {
        return api;
    }

    @Override
    public String path() {
        return "/tasks";
    }

    @Override
    public double settled() throws IOException {
        return api.get("/stats").path("settled").asDouble();
    }

    @Override
    public double accepted() throws IOException {
        return api.get("/stats").path("acknowledged").asDouble();
    }

    @Override
    public double cpuSeconds() {
        return Cpu.seconds(child.pid());
    }

    @Override
    public double redisSeconds() {
        return redis.cpuSeconds();
    }

    @Override
    public List<OptionalLong> finishedAt(List<String> ids) {
        try (Jedis jedis = redis.connect();
                Pipeline pipeline = jedis.pipelined()) {
            List<Response<String>> answers = new ArrayList<>();
            for (String id : ids) {
                answers.add(pipeline.hget("bare:{0}:task:" + id, "fa"));
            }
            pipeline.sync();
            return answers.stream()
                    .map(Response::get)
                    .map(time -> time == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(time)))
                    .toList();
        }
    }

    @Override
    public void close() throws Exception {
        try (redis) {
            child.close();
        }
    }
}
