package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.node.NodeProblem;
import io.spillway.server.node.NodeProblem.Kind;
import io.spillway.server.node.StorageStatus.MemoryUse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MasterChecksTest {

    private static final String WELL = """
            redis_version:7.0.15
            role:master
            connected_slaves:2
            aof_enabled:1
            aof_last_write_status:ok
            maxmemory:1000
            maxmemory_policy:noeviction
            used_memory:600
            mem_not_counted_for_evict:100
            used_memory_rss:5000
            total_system_memory:10000
            """;

    @Test
    void aServerThatIsWellHasNoProblem() {
        MasterChecks checks = checks(WELL, Duration.ofMillis(1999));

        assertThat(checks.problems()).isEmpty();
        assertThat(checks.status().version()).isEqualTo("7.0.15");
        assertThat(checks.status().durability()).isEqualTo("everysec");
        assertThat(checks.status().replicas()).isEqualTo(2);
        assertThat(checks.status().memory()).isEqualTo(new MemoryUse(500, 1000, "noeviction"));
    }

    @ParameterizedTest
    @CsvSource({"6.0.16, false", "5.0.3, false", "6.2.0, true", "6.10.1, true", "7.0.15, true", "8.2.1, true", "?, true"
    })
    void versionsBefore62AreTooOld(String version, boolean recent) {
        assertThat(new MasterInfo("redis_version:" + version).isRecent()).isEqualTo(recent);
        assertThat(kinds(WELL.replace("7.0.15", version)).contains(Kind.REDIS_VERSION))
                .isEqualTo(!recent);
    }

    @Test
    void evictionMattersWhereThereIsABound() {
        String evicting = WELL.replace("noeviction", "allkeys-lru");

        assertThat(checks(evicting, Duration.ZERO).problems())
                .containsExactly(new NodeProblem(Kind.REDIS_EVICTION, "cache:6379", "allkeys-lru"));
        assertThat(kinds(evicting.replace("maxmemory:1000", "maxmemory:0"))).isEmpty();
    }

    @Test
    void withoutABoundTheMachinesMemoryIsIt() {
        assertThat(new MasterInfo(WELL.replace("maxmemory:1000", "maxmemory:0")).memory())
                .isEqualTo(new MemoryUse(5000, 10_000, "noeviction"));
    }

    @Test
    void saysEachOfTheOtherThingsThatAreWrong() {
        assertThat(kinds(WELL.replace("role:master", "role:slave"))).containsExactly(Kind.REDIS_ROLE);
        assertThat(kinds(WELL.replace("aof_enabled:1", "aof_enabled:0"))).containsExactly(Kind.REDIS_APPEND);
        assertThat(kinds(WELL.replace("status:ok", "status:err"))).containsExactly(Kind.REDIS_WRITES);
        assertThat(new MasterChecks("cache:6379", new MasterInfo(WELL), "no", Duration.ZERO).problems())
                .containsExactly(new NodeProblem(Kind.REDIS_FSYNC, "cache:6379", ""));
        assertThat(checks(WELL.replace("aof_enabled:1", "aof_enabled:0"), Duration.ZERO)
                        .status()
                        .durability())
                .isEqualTo("off");
    }

    @ParameterizedTest
    @CsvSource({"2000, +2.0", "-2500, -2.5", "3600000, +3600.0"})
    void clocksMayDifferByLessThanTwoSeconds(long millis, String detail) {
        assertThat(checks(WELL, Duration.ofMillis(millis)).problems())
                .containsExactly(new NodeProblem(Kind.CLOCK_SKEW, "cache:6379", detail));
    }

    @Test
    void nonsenseIsNoProblem() {
        assertThat(kinds("")).isEmpty();
        assertThat(kinds("maxmemory:lots\nused_memory")).isEmpty();
    }

    private static List<Kind> kinds(String info) {
        return checks(info, Duration.ZERO).problems().stream()
                .map(NodeProblem::kind)
                .toList();
    }

    private static MasterChecks checks(String info, Duration skew) {
        return new MasterChecks("cache:6379", new MasterInfo(info), "everysec", skew);
    }
}
