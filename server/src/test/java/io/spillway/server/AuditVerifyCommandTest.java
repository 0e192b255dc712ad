package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The exit code 1 means a broken chain, and nothing else. */
final class AuditVerifyCommandTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeToken() throws IOException {
        Files.writeString(folder.resolve("admin-token"), "secret");
    }

    private int verify(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "--data";
        all[1] = folder.toString();
        System.arraycopy(args, 0, all, 2, args.length);
        return new CommandLine(new AuditVerifyCommand()).execute(all);
    }

    @Test
    void callsAnAnchorThatIsNoneWrongUsage() {
        assertThat(verify("--anchor", "7")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "localhost", "ftp://localhost", "http:///x"})
    void callsAnAddressThatIsNoneWrongUsage(String url) {
        assertThat(verify("--url", url)).isEqualTo(2);
    }

    @Test
    void saysThatItCouldNotReadWhatIsNotText() throws IOException {
        Path file = Files.write(folder.resolve("export"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 10});

        assertThat(verify("--file", file.toString())).isEqualTo(4);
        assertThat(verify("--file", folder.resolve("none").toString())).isEqualTo(4);
    }

    @Test
    void saysThatItCouldNotAskWithAPortOrATokenThatIsNone() throws IOException {
        Files.writeString(folder.resolve("port"), "no port");
        assertThat(verify()).isEqualTo(4);

        Files.writeString(folder.resolve("port"), "1");
        Files.writeString(folder.resolve("admin-token"), "two\nlines");
        assertThat(verify()).isEqualTo(4);
    }

    @Test
    void saysThatTheChainIsBroken() throws IOException {
        Path file = Files.writeString(folder.resolve("export"), "{}\n");

        assertThat(verify("--file", file.toString())).isEqualTo(1);
    }
}
