package io.spillway.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running server a command talks to, and as whom. */
final class ServerAccess {

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server (SPILLWAY_URL, or this machine at the port that the data folder names).")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file with the token (SPILLWAY_TOKEN, or admin-token in the data folder).")
    private @Nullable Path tokenFile;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of a server on this machine (./data).")
    private Path data = Path.of("data");

    /** Without a slash at its end. @throws UnreachableException with a sentence for the operator */
    String url() throws UnreachableException {
        String given = url == null ? System.getenv("SPILLWAY_URL") : url;
        if (given == null || given.isBlank()) {
            return "http://127.0.0.1:" + read(data.resolve("port"), "give the server's address by --url");
        }
        return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    }

    String token() throws UnreachableException {
        String given = System.getenv("SPILLWAY_TOKEN");
        if (tokenFile == null && given != null && !given.isBlank()) {
            return given.strip();
        }
        return read(tokenFile == null ? data.resolve("admin-token") : tokenFile, "give a token by --token-file");
    }

    private static String read(Path file, String otherwise) throws UnreachableException {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UnreachableException(
                    file + " can't be read: " + otherwise + ", or the data folder by --data.", e);
        }
    }

    /** The server can't be asked, or refused. */
    static final class UnreachableException extends Exception {
        private static final long serialVersionUID = 1;

        UnreachableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
