package io.spillway.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskIdTest {

    private long now = 1_700_000_000_000L;
    private final TaskIds ids = new TaskIds(() -> now, new Random(1));

    @Test
    void saysWhereItsTaskIsKept() {
        TaskId id = ids.next("stock-deduct", 3);

        assertThat(id.type()).isEqualTo("stock-deduct");
        assertThat(id.shard()).isEqualTo(3);
        assertThat(id.ulid()).startsWith("01HF7YAT00").hasSize(26);
        assertThat(TaskId.parse(id.value())).contains(id);
    }

    @Test
    void sortsInTheOrderOfMakingAlsoWithinAMillisecondAndWhenTheClockGoesBack() {
        List<String> made = new ArrayList<>();

        for (int i = 0; i < 3000; i++) {
            made.add(ids.next("a", 0).value());
            now += i % 1000 == 999 ? 1 : i == 1500 ? -50 : 0;
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
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
                "a.0.01HF7YAT7TZBA5RYZ6E7Z76N9U",
                "a..01HF7YAT7TZBA5RYZ6E7Z76N9Y",
                "a.0000.01HF7YAT7TZBA5RYZ6E7Z76N9Y",
                "a.x.01HF7YAT7TZBA5RYZ6E7Z76N9Y",
                "1a.0.01HF7YAT7TZBA5RYZ6E7Z76N9Y",
                ".0.01HF7YAT7TZBA5RYZ6E7Z76N9Y",
                "a.0.01HF7YAT7TZBA5RYZ6E7Z76N9\u00e4"
            })
    void refusesWhatIsNone(String text) {
        assertThat(TaskId.parse(text)).isEmpty();
    }
}
