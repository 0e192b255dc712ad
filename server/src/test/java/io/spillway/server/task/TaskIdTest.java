package io.spillway.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskIdTest {

    @Test
    void saysWhereItsTaskIsKept() {
        TaskId id = TaskId.create("stock-deduct", 3, 1_700_000_000_000L, new Random(1));

        assertThat(id.type()).isEqualTo("stock-deduct");
        assertThat(id.shard()).isEqualTo(3);
        assertThat(TaskId.parse(id.value())).contains(id);
    }

    @Test
    void sortsByAge() {
        Random random = new Random(1);
        String older = TaskId.create("a", 0, 1_700_000_000_000L, random).value();
        String newer = TaskId.create("a", 0, 1_700_000_000_001L, random).value();

        assertThat(older).isLessThan(newer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stock-deduct",
                "a.0.short",
                "a.0.01HF7YAT7TZBA5RYZ6E7Z76N9Y.x",
                "A.0.01HF7YAT7TZBA5RYZ6E7Z76N9Y",
                "a}.0.01HF7YAT7TZBA5RYZ6E7Z76N9Y",
                "a.0.01HF7YAT7TZBA5RYZ6E7Z76N9U"
            })
    void refusesWhatIsNone(String text) {
        assertThat(TaskId.parse(text)).isEmpty();
    }
}
