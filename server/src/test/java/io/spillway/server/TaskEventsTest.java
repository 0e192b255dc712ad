package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.task.TaskEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskEventsTest {

    @Test
    void aListenerThatBreaksKeepsNoOtherFromHearing() {
        List<TaskEvent> heard = new ArrayList<>();
        TaskEvents events = new TaskEvents(List.of(
                _ -> {
                    throw new IllegalStateException("broken");
                },
                heard::add));
        TaskEvent event = new TaskEvent.Slowed("one", Duration.ZERO);

        events.on(event);

        assertThat(heard).containsExactly(event);
    }
}
