package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.ClaimLimits;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.waiting.Place;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a task waits, and how many come before it. */
final class RedisPlacesTest {

    private final QueueScene scene = QueueScene.start();
    private final RedisPlaces places = new RedisPlaces(scene.redis, () -> scene.now);

    @AfterEach
    void stop() throws Exception {
        scene.close();
    }

    @Test
    void countsThoseThatWereSubmittedBeforeItAndAreNotClaimed() {
        List<Task> tasks = scene.submit(10);
        scene.client.claim(scene.type, 4);

        assertThat(place(tasks.get(4))).isEqualTo(new Place.Queued(0, false));
        assertThat(place(tasks.get(9))).isEqualTo(new Place.Queued(5, false));
        assertThat(places.find(tasks.getFirst().id())).isEmpty();
    }

    @Test
    void thoseThatMatterMoreAndThoseThatAreDueComeBefore() {
        Task own = scene.submit(1, Criticality.SHEDDABLE, null).getFirst();
        scene.submit(3, Criticality.CRITICAL_PLUS, null);
        scene.submit(2, Criticality.CRITICAL, null);
        delayed(Criticality.SHEDDABLE, Duration.ofMillis(5));
        delayed(Criticality.SHEDDABLE, Duration.ofSeconds(5));
        scene.pass(Duration.ofMillis(10));

        assertThat(place(own)).isEqualTo(new Place.Queued(6, false));
    }

    @Test
    void aDelayedTaskStandsInTheQueueOnceItIsDue() {
        Task first = delayed(Criticality.CRITICAL, Duration.ofMillis(100));
        Task second = delayed(Criticality.CRITICAL, Duration.ofMillis(200));

        Place before = place(second);
        scene.pass(Duration.ofMillis(200));

        assertThat(before).isEqualTo(new Place.Delayed());
        assertThat(place(first)).isEqualTo(new Place.Queued(0, false));
        assertThat(place(second)).isEqualTo(new Place.Queued(1, false));
    }

    @Test
    void aParkedTaskIsToldWhoHoldsItsKeyAndHowManyWaitBeforeIt() {
        List<Task> tasks = scene.submit(4, Criticality.CRITICAL, "acct-1");
        scene.submit(2, Criticality.CRITICAL, "acct-2");
        Task running = scene.client
                .claim(scene.type, 10, new ClaimLimits(-1, -1, 1))
                .tasks()
                .getFirst();

        assertThat(place(tasks.get(3))).isEqualTo(new Place.Parked("acct-1", 2, List.of(running.id())));
    }

    @Test
    void manyAreEstimated() {
        Task last = null;
        for (int i = 0; i < 30; i++) {
            last = scene.submit(100).getLast();
        }

        Place place = place(last);

        assertThat(place).isInstanceOf(Place.Queued.class);
        assertThat(((Place.Queued) place).isAbout()).isTrue();
        assertThat(((Place.Queued) place).before()).isBetween(1_000L, 3_000L);
    }

    @Test
    void aTaskThatIsGoneStandsNowhere() {
        Task task = scene.submit(1).getFirst();
        scene.redis.commands().del(Keys.task(task.id()));

        assertThat(places.find(task.id())).isEmpty();
    }

    private Place place(Task task) {
        return places.find(task.id()).orElseThrow().place();
    }

    private Task delayed(Criticality criticality, Duration delay) {
        Task.Spec spec = new Task.Spec(scene.type, "{}", criticality, 3, null, null, null);
        return ((SubmitResult.Accepted) scene.queue
                        .submit(List.of(new Submission(spec, null, delay)))
                        .getFirst())
                .task();
    }
}
