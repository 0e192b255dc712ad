package io.spillway.bench.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.bench.load.Api;
import io.spillway.bench.load.Connection;
import io.spillway.bench.load.FixedRate;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.bench.machine.Cpu;
import io.spillway.bench.machine.SpillwayServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The packaged server, whole: token, checks, numbers, traces, history of states. */
public final class SpillwayProgram implements Program {

    private static final ObjectMapper JSON = new ObjectMapper();

    /* Fast enough, and no burst that fills every queue. */
    private static final double READS_PER_SECOND = 4_000;

    private final BenchRedis redis;
    private final SpillwayServer server;

    private SpillwayProgram(BenchRedis redis, SpillwayServer server) {
        this.redis = redis;
        this.server = server;
    }

    public static SpillwayProgram start(Path folder, Map<String, String> settings, String javaOptions)
            throws IOException, InterruptedException {
        BenchRedis redis = BenchRedis.start();
        return new SpillwayProgram(
                redis, SpillwayServer.start(new SpillwayServer.Setup(folder, redis.uri(), settings, javaOptions)));
    }

    public SpillwayServer server() {
        return server;
    }

    public BenchRedis redis() {
        return redis;
    }

    @Override
    public String name() {
        return "spillway";
    }

    @Override
    public Api api() {
        return server.api();
    }

    @Override
    public String path() {
        return "/api/v1/tasks";
    }

    @Override
    public double settled() throws IOException {
        return api().metrics().sum("spillway_tasks_total", "outcome=\"succeeded\"");
    }

    @Override
    public double accepted() throws IOException {
        return api().metrics().sum("spillway_submissions_total", "result=\"accepted\"");
    }

    @Override
    public double cpuSeconds() {
        return Cpu.seconds(server.pid());
    }

    @Override
    public double redisSeconds() {
        return redis.cpuSeconds();
    }

    /** By the API. */
    @Override
    public List<OptionalLong> finishedAt(List<String> ids) throws IOException, InterruptedException {
        OptionalLong[] times = new OptionalLong[ids.size()];
        FixedRate reading = new FixedRate(
                READS_PER_SECOND, Duration.ofMillis((long) (ids.size() / READS_PER_SECOND * 1000) + 1), 8);
        reading.run(() -> {
            Connection connection = Connection.open(api().port());
            return new FixedRate.Sender() {
                @Override
                public void send(FixedRate.Intended intended) throws IOException {
                    if (intended.index() < ids.size()) {
                        times[intended.index()] = finishedAt(connection, ids.get(intended.index()));
                    }
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            };
        });
        return Arrays.asList(times);
    }

    private OptionalLong finishedAt(Connection connection, String id) throws IOException {
        JsonNode task = JSON.readTree(
                connection.send(Connection.get(api(), path() + "/" + id)).body());
        boolean succeeded = task.path("state").asText().equalsIgnoreCase("succeeded");
        return succeeded
                ? OptionalLong.of(
                        Instant.parse(task.path("finishedAt").asText()).toEpochMilli())
                : OptionalLong.empty();
    }

    @Override
    public void close() throws Exception {
        try (redis) {
            server.close();
        }
    }
}
