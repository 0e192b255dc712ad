package io.spillway.server.redis;

import io.spillway.server.deadletter.LetterCursor;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.deadletter.LetterPage;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.deadletter.LetterSearch.Bounds;
import io.spillway.server.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Tasks that have failed on a real Redis, and a search among them. */
abstract class LetterScene {

    final QueueScene scene = QueueScene.start();
    final LetterSearch search = new LetterSearch(scene.letters, System::nanoTime);

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    LetterPage find(LetterFilter filter, @Nullable LetterCursor after, int limit) {
        return search.find(filter, new Bounds(after, limit, 100_000));
    }

    long backlog() {
        return scene.store.backlog(List.of(scene.type)).get(scene.type).failed();
    }

    Instant finished(Task task) {
        return Objects.requireNonNull(scene.find(task).finishedAt());
    }
}
