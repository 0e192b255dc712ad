package io.spillway.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is named with its key, its place and what is expected, and all at once. */
final class BadConfigTest {

    @TempDir
    Path temp;

    @Test
    void allProblemsAreNamedAtOnce() throws IOException {
        Path file = write("""
                server:
                  port: eighty
                  prot: 1
                pool:
                  max-worker: 5
                engine.lease: 10
                """);

        ConfigException refused = catchThrowableOfType(
                ConfigException.class,
                () -> SpillwayConfig.load(
                        Optional.of(file), Map.of("SPILLWAY_POOL_MAX_WORKRES", "5"), Map.of("redis.url", "localhost")));

        assertThat(refused.problems())
                .containsExactlyInAnyOrder(
                        "spillway.yaml:2: server.port is 'eighty' and must be a whole number from 0 to 65535",
                        "spillway.yaml:3: unknown key server.prot; did you mean server.port?",
                        "spillway.yaml:5: unknown key pool.max-worker; did you mean pool.max-workers?",
                        "spillway.yaml:6: engine.lease is '10' and must be a duration such as 250ms, 30s, 5m, 1h or 7d",
                        "environment: unknown key SPILLWAY_POOL_MAX_WORKRES; did you mean SPILLWAY_POOL_MAX_WORKERS?",
                        "command line: redis.url is 'localhost' and must be an address that begins with redis://,"
                                + " redis-sentinel:// or redis-cluster://, or with rediss where TLS is spoken");
        assertThat(refused).hasMessageStartingWith("the configuration has 6 problems: ");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments("prot: 1", "spillway.yaml:1: unknown key prot"),
                arguments(
                        "server: 8080",
                        "spillway.yaml:1: unknown key server; it is a section, with server.host, server.port,"
                                + " server.data, server.demo, server.advertised-host"),
                arguments(
                        "server:\n  port:\n    number: 1",
                        "spillway.yaml:3: unknown key server.port.number; server.port has one value, and nothing below it"),
                arguments(
                        "sla.objectives.pay.sucess: 0.9",
                        "spillway.yaml:1: unknown key sla.objectives.pay.sucess; did you mean"
                                + " sla.objectives.<type>.success?"),
                arguments("plugins.config.pay: 1", null),
                arguments(
                        "server.port: 70000",
                        "spillway.yaml:1: server.port is '70000' and must be a whole number from 0 to 65535"),
                arguments("server.demo: maybe", "spillway.yaml:1: server.demo is 'maybe' and must be true or false"),
                arguments("server.port:", "spillway.yaml:1: server.port has no value"),
                arguments(
                        "sla.default.success: 99%",
                        "spillway.yaml:1: sla.default.success is '99%' and must be a number from 0 to 1, such as 0.95"),
                arguments("sla.default.success: 1", "sla.default: success objective must lie between 0 and 1, not 1.0"),
                arguments(
                        "sla.default.latency: 100ms",
                        "sla.default: latency objective must be one of 10, 20, 40, 80, 160, 320, 640 and 1280 ms"),
                arguments(
                        "engine.lease: 200ms",
                        "engine: the lease must be 1s or more, so that it can be renewed in time"),
                arguments(
                        "retry.third-party.steps: 50ms~1m",
                        "spillway.yaml:1: retry.third-party.steps is '50ms~1m' and must be pauses such as"),
                arguments("retry.third-party.steps: soon", "and must be pauses such as"),
                arguments("retry.third-party.steps: ','", "and must be pauses such as"),
                arguments("retry.third-party.steps: 31d", "and must be pauses such as"),
                arguments(
                        "retry.bug.jitter: none",
                        "spillway.yaml:1: retry.bug.jitter is 'none' and must be bounded or full"),
                arguments(
                        "retry.bug.max-attempts: 0",
                        "spillway.yaml:1: retry.bug.max-attempts is '0' and must be a whole number from 1 to 1000"),
                arguments("retry.lease-lost.jitter: full", "spillway.yaml:1: unknown key retry.lease-lost.jitter"),
                arguments("retry.invalid.steps: 1s", "spillway.yaml:1: unknown key retry.invalid.steps"),
                arguments("retry.total-time: 0s", "retry: the total time must be more than nothing: PT0S"),
                arguments(
                        "server.port: 1\nserver:\n  port: 2",
                        "spillway.yaml:3: server.port is set a second time; the first is spillway.yaml:1"),
                arguments(
                        "plugins.folders: ['a,b']",
                        "spillway.yaml:1: an element of plugins.folders must not contain a comma: a,b"),
                arguments("plugins.folders: [[a]]", "spillway.yaml:1: plugins.folders must be a list of plain values"),
                arguments(
                        "redis.url: redis://me:secret@",
                        "spillway.yaml:1: redis.url is 'redis://***@' and must be an address whose hosts are written"
                                + " host:port"),
                arguments(
                        "redis.url: redis://me:sec/ret@cache",
                        "spillway.yaml:1: redis.url is 'redis://***@cache' and must be an address"),
                arguments(
                        "redis.url: redis-sentinel://one,two",
                        "spillway.yaml:1: redis.url is 'redis-sentinel://one,two' and must be an address with the name by"
                                + " which the Sentinels know the master"),
                arguments(
                        "redis.refuse-above: 0.5",
                        "redis: accept-below must be less than refuse-above, so that submissions are not refused and taken"
                                + " in turns"),
                arguments(
                        "redis.embedded-max-memory: lots",
                        "spillway.yaml:1: redis.embedded-max-memory is 'lots' and must be a size such as 512B, 64KB, 8MB"
                                + " or 1GB"),
                arguments(
                        "engine.node-name: my node",
                        "spillway.yaml:1: engine.node-name is 'my node' and must be a name of up to 128 letters, digits, and"),
                arguments("degrade.l2.sheds: CRITICAL_PLUS", "degrade.l2: CRITICAL_PLUS cannot be shed by any tier"),
                arguments("degrade.l2.sheds: [cheap]", "degrade.l2: 'cheap' is no criticality: use"),
                arguments(
                        "degrade.admitted-percent: [25, x]",
                        "degrade.admitted-percent is '25,x' and must be whole numbers"),
                arguments(
                        "degrade.l4.min-hold: 1m",
                        "spillway.yaml:1: unknown key degrade.l4.min-hold; did you mean degrade.l1.min-hold?"),
                arguments("- a\n- b", null),
                arguments("just words", null),
                arguments("a: [1", null),
                arguments("\tserver: 1", null));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void sayWhatIsWrongAndWhere(String yaml, @org.jspecify.annotations.Nullable String problem) throws IOException {
        Path file = write(yaml);

        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> SpillwayConfig.load(Optional.of(file), Map.of(), Map.of()));

        assertThat(refused).isNotNull();
        assertThat(refused.problems()).singleElement().satisfies(each -> {
            assertThat(each).contains(problem == null ? "spillway.yaml" : problem);
        });
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path missing = temp.resolve("missing.yaml");

        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> SpillwayConfig.load(Optional.of(missing), Map.of(), Map.of()));

        assertThat(refused.problems()).containsExactly("the configuration file " + missing + " does not exist");
    }

    @Test
    void valuesAreReadInTheirForms() {
        ConfigReader reader = new ConfigReader(
                List.of(DottedSource.ofFlags(Map.of(
                        "a.size",
                        "64KB",
                        "a.hours",
                        "2h",
                        "a.days",
                        "7d",
                        "a.list",
                        " x, y ,",
                        "a.url",
                        "rediss://h:1",
                        "a.steps",
                        "25, 100"))),
                List.of());

        assertThat(reader.size("a.size", "1B", "A size.")).isEqualTo(65_536);
        assertThat(reader.size("b.size", "8MB", "A size.")).isEqualTo(8_388_608);
        assertThat(reader.duration("a.hours", "1s", "A time.")).isEqualTo(Duration.ofHours(2));
        assertThat(reader.duration("a.days", "1s", "A time.")).isEqualTo(Duration.ofDays(7));
        assertThat(reader.list("a.list", "", "A list.")).containsExactly("x", "y");
        assertThat(reader.integers("a.steps", "1", "Numbers.")).containsExactly(25, 100);
        assertThat(reader.optional("a.url", "A URL.", URI::create)).contains(URI.create("rediss://h:1"));
        reader.finish();
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(temp.resolve("spillway.yaml"), yaml);
    }
}
