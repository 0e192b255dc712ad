package io.spillway.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that signs itself, for one address.
 *
 * @param certificate in PEM, and {@code key} likewise
 * @param store a store of both
 * @param trust a store in which a client finds it
 */
record Certificate(Path certificate, Path key, Path store, Path trust) {

    static final String PASSWORD = "changeit";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** @param address as a certificate writes it: {@code ip:127.0.0.1}, {@code dns:example.org} */
    static Certificate of(String address, Path folder) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=redis",
                "-ext",
                "SAN=" + address,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        try (Child keytool = Child.start(folder, "keytool", command, Map.of())) {
            if (keytool.exitCode(LIMIT) != 0) {
                throw new AssertionError(keytool.said());
            }
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Key key = keys.getKey("redis", PASSWORD.toCharArray());
        java.security.cert.Certificate certificate = keys.getCertificate("redis");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD.toCharArray());
        trusted.setCertificateEntry("redis", certificate);
        Path trust = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(trust)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return new Certificate(
                pem(folder.resolve("redis.crt"), "CERTIFICATE", certificate.getEncoded()),
                pem(folder.resolve("redis.key"), "PRIVATE KEY", key.getEncoded()),
                store,
                trust);
    }

    /** What makes a Java process trust it. */
    Map<String, String> environment() {
        return Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=" + trust + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    /** What makes a program written in Go trust it, and nothing else. */
    Map<String, String> environmentOfGo() {
        return Map.of("SSL_CERT_FILE", certificate.toString());
    }

    /** What a server of this process shows it with. */
    SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static Path pem(Path file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return Files.writeString(file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, text));
    }
}
