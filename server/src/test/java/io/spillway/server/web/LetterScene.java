package io.spillway.server.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.deadletter.BulkDesk;
import io.spillway.server.deadletter.BulkLoop;
import io.spillway.server.deadletter.BulkPorts;
import io.spillway.server.deadletter.LetterEvents;
import io.spillway.server.deadletter.LetterSearch;
import io.spillway.server.deadletter.Replays;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.redis.QueueClient;
import io.spillway.server.redis.RealRedis;
import io.spillway.server.redis.RedisBulkStore;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisLetterStore;
import io.spillway.server.redis.RedisTaskQueue;
import io.spillway.server.redis.RedisTaskStore;
import io.spillway.server.redis.TaskQueueConfig;
import io.spillway.server.submit.Pressure;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import io.spillway.server.testing.ScriptedAdmission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The whole server with its dead letters in a real Redis, and a type {@code coupon} whose payload is checked. */
final class LetterScene implements AutoCloseable {

    static final String TYPE = "coupon";

    private static final ObjectMapper JSON = new ObjectMapper();

    final List<String> counted = new CopyOnWriteArrayList<>();
    final RealRedis redis;
    final RedisConnection connection;
    final RedisTaskQueue queue;
    final RedisTaskStore store;
    final RunningServer server;
    final BulkLoop bulk;
    private final QueueClient client;

    LetterScene() {
        redis = RealRedis.start();
        connection = redis.connect();
        TaskQueueConfig config = TaskQueueConfig.DEFAULT;
        queue = new RedisTaskQueue(connection, new Random(1), config);
        store = new RedisTaskStore(connection, config);
        client = new QueueClient(queue, "node-a", Duration.ofSeconds(30));
        RedisLetterStore letters = new RedisLetterStore(connection, new Random(2), config);
        RedisBulkStore jobs = new RedisBulkStore(connection, new Random(3), config);
        Handlers handlers = new Handlers();
        LetterEvents events = new LetterEvents(
                (type, count) -> counted.add("replayed " + type + " " + count),
                (type, count) -> counted.add("discarded " + type + " " + count));
        server = RunningServer.with(new RunningServer.Letters(
                store,
                new WebFeatures.DeadLetters(
                        new LetterSearch(letters, System::nanoTime),
                        new Replays(letters, store, handlers, events),
                        new BulkDesk(jobs, handlers, () -> {})),
                handlers));
        bulk = new BulkLoop(
                new BulkPorts(letters, jobs, new ScriptedAdmission(), Pressure.NONE, events),
                "node-a",
                () -> Instant.EPOCH);
    }

    record Coupon(String orderId, long userId) {}

    static String payload(String order, Object user) {
        return "{\"orderId\":\"" + order + "\",\"userId\":" + user + "}";
    }

    /** A failed task with the key that the handler derives. */
    Task failed(String order, Cause cause, String message) {
        return failed(TYPE, payload(order, 7), "order:" + order, cause, message);
    }

    Task failed(String type, String payload, @Nullable String key, Cause cause, String message) {
        Task task = pending(type, payload, key);
        Task claimed = client.claim(type, 1).tasks().getFirst();
        Settlement.Next failed = new Settlement.Next.Failed(new Task.Failure(cause, message));
        client.settle(new Settlement(claimed.id(), claimed.fence(), failed));
        return store.find(task.id()).orElseThrow();
    }

    Task pending(String type, String payload, @Nullable String key) {
        Task.Spec spec = new Task.Spec(type, payload, Criticality.CRITICAL, 3, key, null, null);
        Submission submission = new Submission(spec, null, Duration.ZERO);
        return ((SubmitResult.Accepted) queue.submit(List.of(submission)).getFirst()).task();
    }

    TaskState state(Task task) {
        return store.find(task.id()).orElseThrow().state();
    }

    @Override
    public void close() throws Exception {
        server.close();
        connection.close();
        redis.close();
    }

    private static final class Handlers implements HandlerRegistry {

        @Override
        public Optional<RegisteredHandler> find(String type) {
            return all().stream()
                    .filter(each -> each.type().name().equals(type))
                    .findFirst();
        }

        @Override
        public List<RegisteredHandler> all() {
            return List.of(new CouponHandler());
        }

        @Override
        public AutoCloseable listen(Runnable listener) {
            return () -> {};
        }
    }

    private static final class CouponHandler implements RegisteredHandler {

        @Override
        public TaskType<?> type() {
            return TaskType.of(TYPE, Coupon.class);
        }

        @Override
        public String pluginId() {
            return "coupons";
        }

        @Override
        public String pluginVersion() {
            return "1";
        }

        @Override
        public Reading read(String payload) {
            JsonNode json;
            try {
                json = JSON.readTree(payload);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
            List<FieldError> errors = new ArrayList<>();
            if (!json.path("orderId").isTextual()) {
                errors.add(new FieldError("/orderId", "is required"));
            }
            if (!json.path("userId").isIntegralNumber()) {
                errors.add(new FieldError("/userId", "must be a whole number"));
            }
            return errors.isEmpty()
                    ? new Reading.Accepted(
                            json.toString(),
                            Optional.of("order:" + json.path("orderId").asText()),
                            Optional.empty())
                    : new Reading.Refused(errors);
        }

        @Override
        public Outcome handle(TaskContext context, String payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasFallback() {
            return false;
        }

        @Override
        public Optional<Outcome> fallback(TaskContext context, String payload, Tier tier) {
            return Optional.empty();
        }
    }
}
