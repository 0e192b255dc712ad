package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AofTraceTest {

    private static final String AOF = "7</r/appendonlydir/appendonly.aof.1.incr.aof>";

    @TempDir
    Path folder;

    @Test
    void countsWhatWasWrittenBeforeAnFsyncBegan() throws IOException {
        AofTrace trace = read(
                0,
                "10 1.0 write(" + AOF + ", \"\"..., 100) = 100",
                "12 1.1 fdatasync(" + AOF + " <unfinished ...>",
                "10 1.2 write(" + AOF + ", \"\"..., 30) = 30",
                "12 1.3 <... fdatasync resumed>) = 0",
                "10 1.4 write(" + AOF + ", \"\"..., 7) = 7");

        assertThat(trace).isEqualTo(new AofTrace(137, 100));
    }

    @Test
    void countsNoFsyncThatNeverEndedAndNoOtherFile() throws IOException {
        AofTrace trace = read(
                40,
                "10 1.0 write(8<socket:[1]>, \"\"..., 5) = 5",
                "10 1.0 write(" + AOF + ", \"\"..., 100 <unfinished ...>",
                "12 1.1 fdatasync(9</r/appendonlydir>) = 0",
                "10 1.1 <... write resumed>) = 100",
                "12 1.2 fdatasync(" + AOF + " <unfinished ...>",
                "12 1.3 <... fdatasync resumed>) = ?",
                "12 1.3 +++ killed by SIGKILL +++");

        assertThat(trace).isEqualTo(new AofTrace(140, 40));
    }

    @Test
    void beginsBehindWhatRedisCutOffAtItsStart() throws IOException {
        AofTrace trace = read(
                50,
                "10 1.0 truncate(\"appendonlydir/appendonly.aof.1.incr.aof\", 44) = 0",
                "10 1.0 write(" + AOF + ", \"\"..., 6) = 6",
                "10 1.1 fdatasync(" + AOF + ") = 0");

        assertThat(trace).isEqualTo(new AofTrace(50, 50));
    }

    private AofTrace read(long before, String... lines) throws IOException {
        return AofTrace.read(Files.write(folder.resolve("trace"), List.of(lines)), before);
    }
}
