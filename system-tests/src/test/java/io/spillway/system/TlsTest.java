package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is spoken to by TLS. */
@Packaged
@Timeout(120)
final class TlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void speaksWithARedisWhoseCertificateIsForItsAddress() throws Exception {
        Certificate certificate = Certificate.of("ip:127.0.0.1", folder);
        int port = Child.freePort();
        try (SharedRedis redis = tls(certificate, port);
                Child server = launch(certificate, port)) {
            Await.until(
                    "a server that is ready; " + server.said(),
                    LIMIT,
                    () -> server.out().contains("is ready."));
            assertThat(redis.info("total_connections_received")).isNotEmpty();
            assertThat(Files.exists(folder.resolve("data/redis")))
                    .as("a Redis of its own")
                    .isFalse();
        }
    }

    @Test
    void doesNotSpeakWithOneWhoseCertificateIsForAnother() throws Exception {
        Certificate certificate = Certificate.of("dns:redis.example.org", folder);
        int port = Child.freePort();
        try (SharedRedis _ = tls(certificate, port);
                Child server = launch(certificate, port)) {
            assertThat(server.exitCode(LIMIT)).isEqualTo(1);
            assertThat(server.err()).contains("does not answer", "127.0.0.1:" + port, "No subject alternative names");
        }
    }

    private SharedRedis tls(Certificate certificate, int port) {
        return SharedRedis.start(
                folder,
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                certificate.certificate().toString(),
                "--tls-key-file",
                certificate.key().toString(),
                "--tls-ca-cert-file",
                certificate.certificate().toString(),
                "--tls-auth-clients",
                "no");
    }

    private Child launch(Certificate certificate, int port) throws Exception {
        ServerSetup setup = ServerSetup.in(folder).with("redis.url", "rediss://127.0.0.1:" + port);
        Files.createDirectories(setup.plugins());
        return Child.start(folder, "server", setup.command(), certificate.environment());
    }
}
