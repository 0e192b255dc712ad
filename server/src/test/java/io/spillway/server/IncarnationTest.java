package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncarnationTest {

    @TempDir
    Path folder;

    @Test
    void eachStartKnowsTheOneBeforeIt() throws Exception {
        Random random = new Random(5);
        try (DataFolder data = DataFolder.lock(folder)) {
            Incarnation first = Incarnation.next(data, random);
            Incarnation second = Incarnation.next(data, random);

            assertThat(first.predecessor()).isEmpty();
            assertThat(second.predecessor()).contains(first.id());
            assertThat(second.id()).isNotEqualTo(first.id());
        }
    }

    @Test
    void whatSomebodyElseWroteThereIsNone() throws Exception {
        try (DataFolder data = DataFolder.lock(folder)) {
            Files.writeString(folder.resolve("incarnation"), "../../etc");

            assertThat(Incarnation.next(data, new Random(5)).predecessor()).isEmpty();
        }
    }
}
