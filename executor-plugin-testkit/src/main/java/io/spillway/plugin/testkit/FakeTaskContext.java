package io.spillway.plugin.testkit;

import io.spillway.plugin.api.CancellationToken;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.Tier;
import io.spillway.plugin.api.TimeBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A context for a handler under test: the first attempt of a task with 30 s to go, by a clock that the test moves.
 *
 * <p>Each {@code with…} method returns a context of its own, with the same clock, not canceled, and without calls: the
 * way to write "the same task again" is {@code context.withAttempt(2).withFence(2)}.
 */
public final class FakeTaskContext implements TaskContext {

    private record Given(String taskId, int attempt, long fence, String key, Instant deadline, Tier tier) {}

    private final Given given;
    private final ManualClock clock;
    private final FakeCancellationToken cancellation = new FakeCancellationToken();
    private final List<RecordedCall> calls = new CopyOnWriteArrayList<>();

    private FakeTaskContext(Given given, ManualClock clock) {
        this.given = given;
        this.clock = clock;
    }

    public static FakeTaskContext create() {
        return create(new ManualClock(Instant.parse("2026-01-01T00:00:00Z")));
    }

    public static FakeTaskContext create(ManualClock clock) {
        Instant deadline = clock.instant().plusSeconds(30);
        return new FakeTaskContext(new Given("task-1", 1, 1, "task-1", deadline, Tier.NONE), clock);
    }

    /** Another task, whose idempotency key is its id until {@link #withIdempotencyKey} says otherwise. */
    public FakeTaskContext withTaskId(String taskId) {
        return with(new Given(taskId, given.attempt, given.fence, taskId, given.deadline, given.tier));
    }

    public FakeTaskContext withAttempt(int attempt) {
        return with(new Given(given.taskId, attempt, given.fence, given.key, given.deadline, given.tier));
    }

    public FakeTaskContext withFence(long fence) {
        return with(new Given(given.taskId, given.attempt, fence, given.key, given.deadline, given.tier));
    }

    public FakeTaskContext withIdempotencyKey(String key) {
        return with(new Given(given.taskId, given.attempt, given.fence, key, given.deadline, given.tier));
    }

    /** A deadline that is this far away by the manual clock. */
    public FakeTaskContext withRemaining(Duration remaining) {
        Instant deadline = clock.instant().plus(remaining);
        return with(new Given(given.taskId, given.attempt, given.fence, given.key, deadline, given.tier));
    }

    public FakeTaskContext withTier(Tier tier) {
        return with(new Given(given.taskId, given.attempt, given.fence, given.key, given.deadline, tier));
    }

    private FakeTaskContext with(Given changed) {
        return new FakeTaskContext(changed, clock);
    }

    /** Cancels the attempt. The server interrupts the handler's thread as well: a test does that itself. */
    public void cancel() {
        cancellation.cancel();
    }

    /** Moves the clock to the deadline and cancels the attempt, as the server does then. */
    public void expire() {
        clock.advance(remaining());
        cancellation.cancel();
    }

    public ManualClock clock() {
        return clock;
    }

    /** The calls that the handler began, in their order. */
    public List<RecordedCall> calls() {
        return List.copyOf(calls);
    }

    @Override
    public String taskId() {
        return given.taskId;
    }

    @Override
    public int attempt() {
        return given.attempt;
    }

    @Override
    public long fence() {
        return given.fence;
    }

    @Override
    public String idempotencyKey() {
        return given.key;
    }

    @Override
    public Instant deadline() {
        return given.deadline;
    }

    @Override
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), given.deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public CancellationToken cancellation() {
        return cancellation;
    }

    @Override
    public Tier tier() {
        return given.tier;
    }

    /**
     * Begins a call with what is left by the manual clock, and a {@code traceparent} whose span id is the number of the
     * call: the first one's ends in 1.
     */
    @Override
    public synchronized RecordedCall beginCall(String name) {
        String span = String.format("%016x", calls.size() + 1);
        RecordedCall call = new RecordedCall(name, () -> headers(span));
        calls.add(call);
        return call;
    }

    private Map<String, String> headers(String span) {
        Map<String, String> headers = new HashMap<>(TimeBudget.headers(remaining()));
        headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-" + span + "-01");
        return Map.copyOf(headers);
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("task");
    }
}
