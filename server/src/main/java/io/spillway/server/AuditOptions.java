package io.spillway.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which server's audit log is meant. On the server's own machine, its data folder says all. */
final class AuditOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server's address (that of the server that runs on the data folder).")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with a token that may view (admin-token in the data folder).")
    private @Nullable Path tokenFile;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the server (./data).")
    private Path data = Path.of("data");

    AuditRemote remote() throws IOException {
        if (url != null && (!String.valueOf(url.getScheme()).matches("https?") || url.getHost() == null)) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "--url must be an address such as http://localhost:8080, not " + url);
        }
        return new AuditRemote(url == null ? local() : url, token());
    }

    private URI local() throws IOException {
        Path port = data.resolve("port");
        if (!Files.exists(port)) {
            throw new IOException("no server runs on the data folder " + data.toAbsolutePath()
                    + ": start one, name another folder by --data, or the server by --url");
        }
        try {
            return URI.create("http://127.0.0.1:" + Files.readString(port).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(port + " holds no port: " + e.getMessage(), e);
        }
    }

    private String token() throws IOException {
        Path file = tokenFile == null ? data.resolve("admin-token") : tokenFile;
        if (!Files.isReadable(file)) {
            throw new IOException(
                    "the token can't be read from " + file.toAbsolutePath() + ": name it by --token-file");
        }
        return Files.readString(file).strip();
    }
}
