package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Outcome;
import io.spillway.server.redis.QueueClient;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.submit.AdmittingSubmitter;
import io.spillway.server.submit.Pressure;
import io.spillway.server.submit.SubmitPorts;
import io.spillway.server.submit.SubmitTracing;
import io.spillway.server.submit.Submitter;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskEvent;
import io.spillway.server.task.TaskEvent.Submitted;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A storage that is nearly full takes nothing new, and lets what it has come to its end. */
final class RoomTest {

    private final List<TaskEvent> events = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();

    @Test
    void refusesSubmissionsAndLetsClaimsAndSettlementsPass() throws Exception {
        try (RealRedis server = RealRedis.start();
                RedisConnection redis = server.connect()) {
            RedisTaskQueue queue = new RedisTaskQueue(redis, new Random(1), TaskQueueConfig.DEFAULT);
            Submitter submitter = submitter(queue);
            assertThat(submit(submitter, "full")).isInstanceOf(SubmitAnswer.Created.class);

            refusal = Optional.of("It is nearly full.");

            assertThat(submit(submitter, "full"))
                    .isEqualTo(new SubmitAnswer.Unavailable(Duration.ofSeconds(10), "It is nearly full."));
            assertThat(submit(submitter, "other")).isInstanceOf(SubmitAnswer.UnknownType.class);
            QueueClient client = new QueueClient(queue, "node", Duration.ofSeconds(9));
            Task claimed = client.claim("full", 9).tasks().getFirst();
            assertThat(client.settle(
                            new Settlement(claimed.id(), claimed.fence(), new Settlement.Next.Succeeded("{}"))))
                    .isEqualTo(Settlement.Result.SETTLED);
            assertThat(events)
                    .filteredOn(Submitted.class::isInstance)
                    .extracting(event -> ((Submitted) event).result())
                    .containsExactly(Submitted.Result.ACCEPTED, Submitted.Result.UNAVAILABLE);

            refusal = Optional.empty();

            assertThat(submit(submitter, "full")).isInstanceOf(SubmitAnswer.Created.class);
        }
    }

    private Submitter submitter(RedisTaskQueue queue) {
        ScriptedHandler handler = ScriptedHandler.of("full", _ -> Outcome.succeeded());
        SubmitPorts ports = new SubmitPorts(
                queue,
                handler,
                new ScriptedAdmission(),
                Pressure.NONE,
                SubmitTracing.NONE,
                events::add,
                System::nanoTime);
        return new AdmittingSubmitter(ports, _ -> {}, () -> refusal);
    }

    private static SubmitAnswer submit(Submitter submitter, String type) {
        return submitter
                .submit(List.of(new SubmitRequest(type, "{}", null, null, null, null, null, null)))
                .getFirst();
    }
}
