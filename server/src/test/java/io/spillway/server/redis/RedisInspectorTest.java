package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.StorageStatus;
import io.spillway.server.redis.RedisInspector.Inspection;
import io.spillway.server.testing.Conditions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What is wrong with a real Redis is found. */
final class RedisInspectorTest {

    private static RedisProcess server;

    @BeforeAll
    static void start() {
        server = RedisProcess.start(_ -> "redis-server");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void mend() {
        server.ask(redis -> {
            redis.configSet("maxmemory", "0");
            redis.configSet("maxmemory-policy", "noeviction");
            redis.configSet("appendonly", "yes");
            redis.configSet("min-replicas-to-write", "0");
            return redis.aclDelUser("bob");
        });
    }

    @Test
    void findsNothingWhereAllIsWellAndTellsWhatItSaw() {
        Inspection inspection = inspect(uri(""));

        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.servers()).singleElement().satisfies(status -> {
            assertThat(status.server()).isEqualTo("127.0.0.1:" + server.port());
            assertThat(status.version()).startsWith("7.");
            assertThat(status.durability()).isEqualTo("everysec");
            assertThat(status.memory().used()).isPositive();
            assertThat(status.skew()).isBetween(Duration.ofMillis(-500), Duration.ofMillis(500));
        });
        assertThat((Object) server.ask(Jedis::dbSize)).as("what the probe left").isEqualTo(0L);
    }

    @Test
    void findsAPolicyThatRemovesTasks() {
        server.ask(redis -> redis.configSet("maxmemory-policy", "allkeys-lru"));
        assertThat(inspect(uri("")).problems()).as("without a bound").isEmpty();

        server.ask(redis -> redis.configSet("maxmemory", "100mb"));

        assertThat(inspect(uri("")).problems())
                .containsExactly(new NodeProblem(Kind.REDIS_EVICTION, "127.0.0.1:" + server.port(), "allkeys-lru"));
    }

    @Test
    void findsThatNoFileIsWritten() {
        server.ask(redis -> redis.configSet("appendonly", "no"));

        Inspection inspection = inspect(uri(""));

        assertThat(kinds(inspection)).containsExactly(Kind.REDIS_APPEND);
        assertThat(inspection.servers()).extracting(StorageStatus::durability).containsExactly("off");
    }

    @Test
    void findsThatTooFewReplicasFollow() {
        server.ask(redis -> redis.configSet("min-replicas-to-write", "1"));

        Inspection inspection = inspect(uri(""));

        assertThat(kinds(inspection)).containsExactly(Kind.REDIS_WRITES);
        assertThat(inspection.problems().getFirst().detail()).contains("NOREPLICAS");
    }

    @Test
    void findsAReplica() throws Exception {
        try (RedisProcess replica =
                RedisProcess.start(_ -> "redis-server", "--replicaof", "127.0.0.1 " + server.port())) {
            assertThat(kinds(inspect(URI.create("redis://127.0.0.1:" + replica.port()))))
                    .containsExactly(Kind.REDIS_ROLE);
        }
    }

    @Test
    void findsANodeOfAClusterThatIsTakenForASingleServer() throws Exception {
        try (RealRedisCluster cluster = RealRedisCluster.start(3, 0)) {
            assertThat(kinds(inspect(URI.create(
                            "redis://127.0.0.1:" + cluster.masters().getFirst().port()))))
                    .contains(Kind.REDIS_URL);

            assertThat(inspect(cluster.uri()).servers()).hasSize(3);
            assertThat(inspect(cluster.uri()).problems()).isEmpty();

            cluster.masters().getLast().kill();
            String left = "127.0.0.1:" + cluster.masters().getFirst().port();
            Conditions.await(
                    "a word on the cluster's state",
                    () -> inspect(cluster.uri()).problems().stream()
                            .anyMatch(problem -> problem.equals(new NodeProblem(Kind.REDIS_CLUSTER, left, ""))));
            assertThat(kinds(inspect(cluster.uri()))).contains(Kind.REDIS_AWAY);
        }
    }

    @Test
    void findsTheCommandsThatTheUserMayNotRun() {
        server.ask(redis -> redis.aclSetUser("bob", "on", ">pw", "~*", "&*", "+@all", "-xadd", "-xinfo", "-publish"));

        assertThat(inspect(uri("bob:pw@")).problems())
                .containsExactly(
                        new NodeProblem(Kind.REDIS_PERMISSIONS, "127.0.0.1:" + server.port(), "publish, xadd, xinfo"));
    }

    @Test
    void understandsTheWordsOfAnOlderOne() throws Exception {
        try (RedisProcess older = RedisProcess.start(RedisExecutable::bundled)) {
            URI plain = URI.create("redis://127.0.0.1:" + older.port());
            assertThat(inspect(plain).problems()).isEmpty();
            assertThat(inspect(plain).servers().getFirst().version()).startsWith("6.2");

            older.ask(redis -> redis.aclSetUser("bob", "on", ">pw", "~*", "&*", "+@all", "-xadd", "-xinfo"));

            assertThat(inspect(URI.create("redis://bob:pw@127.0.0.1:" + older.port()))
                            .problems())
                    .extracting(NodeProblem::kind, NodeProblem::detail)
                    .containsExactly(tuple(Kind.REDIS_PERMISSIONS, "xadd, xinfo"));
        }
    }

    @Test
    void findsThatTheUserMayNotSeeTheKeysOrAskHowItIs() {
        server.ask(
                redis -> redis.aclSetUser("bob", "on", ">pw", "~other:*", "&*", "+@all", "-info", "-config", "-time"));

        String denied = inspect(uri("bob:pw@")).problems().getFirst().detail();

        assertThat(denied).isEqualTo("info, time, ~spillway:*");
    }

    @Test
    void aUserWithWhatIsProbedIsEnough() throws Exception {
        Stream<String> commands = Stream.concat(
                tried().stream().map(command -> "+" + command),
                Stream.of("+eval", "+evalsha", "+ping", "+info", "+hello", "+subscribe", "+unsubscribe"));
        String[] rules = Stream.concat(Stream.of("on", ">pw", "~spillway:*", "&spillway:*"), commands)
                .toArray(String[]::new);
        server.ask(redis -> redis.aclSetUser("bob", rules));

        Inspection inspection = inspect(uri("bob:pw@"));
        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.servers()).extracting(StorageStatus::durability).containsExactly("unknown");
        try (RedisConnection redis = RealRedis.connect(uri("bob:pw@"))) {
            PlainTasks tasks = new PlainTasks(redis);
            tasks.submit("life", 3);
            assertThat(tasks.claim("life")).hasSize(3);
            assertThat(tasks.store().backlog(List.of("life"))).containsKey("life");
        }
    }

    @Test
    void aWrongPasswordIsNoLackOfPermissions() {
        server.ask(redis -> redis.aclSetUser("bob", "on", ">pw", "~*", "&*", "+@all"));

        assertThat(inspect(uri("bob:other@")).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.REDIS_AWAY);
            assertThat(problem.detail()).contains("WRONGPASS");
        });
    }

    @Test
    void findsThatTheClocksDiffer() {
        InstantSource slow = () -> Instant.now().minusSeconds(5);
        try (RedisConnection redis =
                RedisConnection.open(uri(""), new RedisConnection.Clocks(slow, System::nanoTime, (_, _) -> {}))) {

            Inspection inspection = new RedisInspector(redis).inspect();

            assertThat(kinds(inspection)).containsExactly(Kind.CLOCK_SKEW);
            assertThat(inspection.problems().getFirst().detail()).isEqualTo("+5.0");
        }
    }

    @Test
    void findsThatNobodyAnswers() {
        assertThat(inspect(URI.create("redis://127.0.0.1:1")).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Kind.REDIS_AWAY));
        assertThat(kinds(inspect(URI.create("redis-cluster://127.0.0.1:1")))).containsExactly(Kind.REDIS_AWAY);
        assertThat(kinds(inspect(URI.create("redis-sentinel://127.0.0.1:1/m")))).contains(Kind.REDIS_AWAY);
    }

    @Test
    void theProbeTriesEveryCommandOfTheScripts() throws IOException {
        TreeSet<String> used = new TreeSet<>();
        for (Path script : scripts()) {
            Pattern.compile("redis\\.p?call\\('([A-Z]+)'")
                    .matcher(Files.readString(script))
                    .results()
                    .forEach(call -> used.add(call.group(1).toLowerCase(Locale.ROOT)));
        }

        assertThat(tried()).as("what probe.lua tries").containsAll(used);
    }

    private static TreeSet<String> tried() throws IOException {
        TreeSet<String> tried = new TreeSet<>();
        Pattern.compile("\\{ '([A-Z]+)'")
                .matcher(Files.readString(folder().resolve("probe.lua")))
                .results()
                .forEach(each -> tried.add(each.group(1).toLowerCase(Locale.ROOT)));
        return tried;
    }

    private static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".lua")).toList();
        }
    }

    private static Path folder() {
        return Path.of(System.getProperty("spillway.root"), "server/src/main/resources/io/spillway/server/redis");
    }

    private static List<Kind> kinds(Inspection inspection) {
        return inspection.problems().stream().map(NodeProblem::kind).toList();
    }

    private static Inspection inspect(URI uri) {
        try (RedisConnection redis = RealRedis.connect(uri)) {
            return new RedisInspector(redis).inspect();
        }
    }

    private static URI uri(String login) {
        return URI.create("redis://" + login + "127.0.0.1:" + server.port());
    }
}
