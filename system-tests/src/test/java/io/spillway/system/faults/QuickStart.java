package io.spillway.system.faults;

import io.spillway.system.Project;
import io.spillway.system.ServerProcess;
import io.spillway.system.ServerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;

/**
 * What makes a node start in half the time, which is most of what these tests would wait for: an archive of its classes, made
 * once for the distribution as it is, and the quick compiler alone. The server is the packaged one all the same.
 */
final class QuickStart {

    private static final Path ARCHIVE = Project.TARGET.resolve("server.jsa");

    private QuickStart() {}

    /** Options for {@code JDK_JAVA_OPTIONS}. */
    static synchronized String options() {
        if (!isFresh()) {
            make();
        }
        return "-XX:TieredStopAtLevel=1 -Xmx512m -Xlog:cds=off -Xlog:cds+dynamic=off -XX:SharedArchiveFile=" + ARCHIVE;
    }

    private static boolean isFresh() {
        try {
            return Files.exists(ARCHIVE) && Files.getLastModifiedTime(ARCHIVE).compareTo(newestJar()) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime newestJar() throws IOException {
        try (var jars = Files.list(Project.distribution().resolve("lib"))) {
            return jars.map(QuickStart::modified).max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /* The archive is written at the server's end. */
    private static void make() {
        try {
            Path folder = Files.createTempDirectory(Project.TARGET, "server-classes");
            ServerSetup setup =
                    ServerSetup.in(folder).withEnvironment("JDK_JAVA_OPTIONS", "-XX:ArchiveClassesAtExit=" + ARCHIVE);
            try (ServerProcess server = ServerProcess.start(setup)) {
                server.stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
