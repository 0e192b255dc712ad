package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.Pause;
import io.spillway.plugin.api.Retries;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskType;
import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.audit.AuditStore;
import io.spillway.server.auth.SessionStore;
import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkStore;
import io.spillway.server.deadletter.Fate;
import io.spillway.server.deadletter.LetterStore;
import io.spillway.server.deadletter.ReplaceResult;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.drill.AbortRequest;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillLog;
import io.spillway.server.drill.DrillOrder;
import io.spillway.server.effect.Engagement;
import io.spillway.server.limits.LimitStore;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeUse;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.plugin.RegisteredHandler;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskId;
import io.spillway.server.task.TaskState;
import io.spillway.server.task.TaskStore;
import io.spillway.server.task.TransitionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ports behind the routes, in memory. */
final class Fakes {

    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private Fakes() {}

    /** A task that has nothing but what every task has. */
    static Task bareTask(TaskState state) {
        return new Task(
                new TaskId("probe-noop.0.01KAQF5E0000000000000000AA"),
                state,
                new Task.Spec("probe-noop", "{}", Criticality.CRITICAL, 3, null, null, null),
                Task.Claim.NONE,
                new Task.Times(NOW, null, null, null, null, null),
                null,
                null,
                false);
    }

    static Task task(TaskState state) {
        return new Task(
                new TaskId("probe-noop.0.01KAQF5E0000000000000000AA"),
                state,
                new Task.Spec(
                        "probe-noop",
                        "{\"a\":1.50}",
                        Criticality.CRITICAL,
                        3,
                        "k-1",
                        null,
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                new Task.Claim(1, 7, "node-1", Tier.L1),
                new Task.Times(NOW, NOW.plusSeconds(30), null, NOW, NOW, NOW),
                new Task.Failure(Cause.THIRD_PARTY, "no answer"),
                "{\"ok\":true}",
                false);
    }

    /** Answers each request by its type, and remembers what it was asked. */
    static final class Submits implements Submitter {
        final List<SubmitRequest> requests = new CopyOnWriteArrayList<>();
        volatile Function<SubmitRequest, SubmitAnswer> answer =
                request -> new SubmitAnswer.Created(task(TaskState.PENDING));

        @Override
        public List<SubmitAnswer> submit(List<SubmitRequest> asked) {
            requests.addAll(asked);
            return asked.stream().map(answer).toList();
        }
    }

    static final class Store implements TaskStore {
        final Map<TaskId, Task> tasks = new ConcurrentHashMap<>();
        volatile @Nullable Query lastQuery;
        volatile @Nullable RuntimeException fault;

        @Override
        public Optional<Task> find(TaskId id) {
            RuntimeException broken = fault;
            if (broken != null) {
                throw broken;
            }
            return Optional.ofNullable(tasks.get(id));
        }

        @Override
        public Map<TaskId, Task> find(List<TaskId> ids) {
            Map<TaskId, Task> found = new HashMap<>();
            ids.forEach(id -> find(id).ifPresent(task -> found.put(id, task)));
            return found;
        }

        @Override
        public Glance glance(List<TaskId> ids) {
            Map<TaskId, String> marks = new HashMap<>();
            find(ids).forEach((id, task) -> marks.put(id, TaskStory.mark(task)));
            return new Glance(NOW, marks);
        }

        @Override
        public TransitionResult cancel(TaskId id) {
            return new TransitionResult.Moved(task(TaskState.CANCELED));
        }

        @Override
        public TransitionResult retry(TaskId id) {
            return new TransitionResult.Moved(task(TaskState.PENDING));
        }

        @Override
        public Page list(Query query) {
            lastQuery = query;
            if ("nonsense".equals(query.cursor())) {
                throw new IllegalArgumentException("not a cursor");
            }
            return new Page(List.copyOf(tasks.values()), null);
        }

        @Override
        public Map<String, Long> memory() {
            return Map.of();
        }

        @Override
        public Map<String, Backlog> backlog(List<String> types) {
            Map<String, Backlog> all = new HashMap<>();
            types.forEach(type -> all.put(
                    type, new Backlog(Map.of(Criticality.CRITICAL, 2L), 1, 0, 3, 4, Duration.ofMillis(1500), 9)));
            return all;
        }
    }

    /** What happens to drills, in the audit log. */
    record Drilled(AuditLog audit) implements DrillLog {

        @Override
        public void starting(DrillOrder order) {
            audit.append(order.by(), "drill.start", "service:probe-canary", "", order.reason());
        }

        @Override
        public void refused(DrillOrder order, String why) {
            audit.append(order.by(), "drill.refused", "service:probe-canary", "", why);
        }

        @Override
        public void aborting(AbortRequest request) {
            audit.append(request.by(), "drill.abort", request.id().ulid(), "", request.reason());
        }

        @Override
        public void ended(Drill drill) {}
    }

    /** No dead letters: what the pages and the API say of them is tried on a real Redis. */
    static final class NoLetters implements LetterStore {

        @Override
        public List<String> types() {
            return List.of();
        }

        @Override
        public Slice read(String type, Question question) {
            return new Slice(List.of(), 0, 0, false);
        }

        @Override
        public Optional<Span> span(List<String> types, @Nullable Instant since, @Nullable Instant until) {
            return Optional.empty();
        }

        @Override
        public List<Long> histogram(List<String> types, Span span, Instant from, Duration step) {
            return List.of();
        }

        @Override
        public List<Task> tasks(List<TaskId> ids) {
            return List.of();
        }

        @Override
        public Fate fate(TaskId id) {
            return Fate.NONE;
        }

        @Override
        public ReplaceResult replace(TaskId old, Task.Spec next) {
            return new ReplaceResult.Unknown();
        }

        @Override
        public TransitionResult discard(TaskId id) {
            return new TransitionResult.Unknown();
        }
    }

    /** No bulk jobs. */
    static final class NoJobs implements BulkStore {

        @Override
        public Start start(BulkOrder order) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<BulkJob> find(BulkId id) {
            return Optional.empty();
        }

        @Override
        public List<BulkJob> recent(int limit) {
            return List.of();
        }

        @Override
        public List<BulkId> open() {
            return List.of();
        }

        @Override
        public void close(BulkId id) {}

        @Override
        public Optional<Held> hold(BulkId id, String node, long fence) {
            return Optional.empty();
        }

        @Override
        public Optional<Stepped> step(Held held, Step step) {
            return Optional.empty();
        }

        @Override
        public void watch(BulkId id) {}

        @Override
        public Changed change(BulkId id, Change change) {
            return new Changed.Unknown();
        }
    }

    /** What people set, by type, and one use for all. */
    static final class Limits implements LimitStore {
        final Map<String, ManualLimits> set = new ConcurrentHashMap<>();
        volatile TypeUse use = new TypeUse(
                Optional.empty(),
                6,
                41.3,
                3,
                List.of(new TypeUse.BusyKey("acct-1", 1, 2), new TypeUse.BusyKey("b", 1, 1)));

        @Override
        public void set(String type, ManualLimits.Change change) {
            Duration ttl = change.ttl();
            set.put(
                    type,
                    new ManualLimits(
                            change.values(), change.by(), change.reason(), NOW, ttl == null ? null : NOW.plus(ttl)));
        }

        @Override
        public boolean clear(String type) {
            return set.remove(type) != null;
        }

        @Override
        public Map<String, TypeUse> use(Collection<String> types, int keys) {
            Map<String, TypeUse> all = new HashMap<>();
            types.forEach(type -> all.put(
                    type,
                    new TypeUse(
                            Optional.ofNullable(set.get(type)),
                            use.running(),
                            use.startsPerSecond(),
                            use.parked(),
                            use.keys().stream().limit(keys).toList())));
            return all;
        }

        @Override
        public Set<String> types() {
            return Set.of("forgotten");
        }
    }

    record Noop(String a) {}

    /** One type, {@code probe-noop}, whose handler derives a key from payloads that have {@code "derived"} in them. */
    static final class Handlers implements HandlerRegistry {

        @Override
        public Optional<RegisteredHandler> find(String type) {
            return all().stream()
                    .filter(handler -> handler.type().name().equals(type))
                    .findFirst();
        }

        @Override
        public List<RegisteredHandler> all() {
            return List.of(new RegisteredHandler() {
                @Override
                public boolean hasFallback() {
                    return false;
                }

                @Override
                public TaskType<?> type() {
                    return TaskType.of("probe-noop", Noop.class)
                            .withRetries(Retries.DEFAULT
                                    .withPauses(
                                            Cause.THIRD_PARTY, Pause.of(Duration.ofMillis(50), Duration.ofMillis(10)))
                                    .withTotalTime(Duration.ofHours(2)))
                            .withLimits(io.spillway.plugin.api.Limits.NONE
                                    .withPerNode(4)
                                    .withPerSecond(0.5));
                }

                @Override
                public String pluginId() {
                    return "probe";
                }

                @Override
                public String pluginVersion() {
                    return "0.1";
                }

                @Override
                public Reading read(String payload) {
                    return new Reading.Accepted(
                            payload,
                            payload.contains("derived") ? Optional.of("from-payload") : Optional.empty(),
                            Optional.empty());
                }

                @Override
                public Outcome handle(TaskContext context, String payload) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Optional<Outcome> fallback(TaskContext context, String payload, Tier tier) {
                    throw new UnsupportedOperationException();
                }
            });
        }

        @Override
        public AutoCloseable listen(Runnable listener) {
            return () -> {};
        }
    }

    static final class Plugins implements PluginControl {
        final List<String> changes = new CopyOnWriteArrayList<>();

        @Override
        public List<PluginStatus> statuses() {
            return List.of(new PluginStatus(
                    "probe", "0.1", "probe.jar", null, PluginStatus.State.ACTIVE, List.of("probe-noop"), NOW, null));
        }

        @Override
        public Result enable(String id) {
            return change("enable " + id);
        }

        @Override
        public Result disable(String id) {
            return change("disable " + id);
        }

        @Override
        public Result reload(String id) {
            return new Result.Refused("The jar is gone.");
        }

        private Result change(String what) {
            changes.add(what);
            return new Result.Done(statuses().getFirst());
        }
    }

    /** Keeps every revision from {@link #oldest} on. */
    static final class Tiers implements DegradationControl {
        final List<ManualSwitch> switches = new CopyOnWriteArrayList<>();
        private final List<Degradation> history = new ArrayList<>(List.of(at(1, Tier.NONE)));
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        volatile @Nullable Result refuse;
        volatile List<Engagement> engagements = List.of();

        @Override
        public List<Engagement> engagements() {
            return engagements;
        }

        private static Degradation at(long revision, Tier tier) {
            return new Degradation(
                    revision,
                    List.of(new ScopeStatus(
                            new Scope.Core(),
                            tier,
                            tier == Tier.NONE ? ScopeStatus.State.NORMAL : ScopeStatus.State.MANUAL_HOLD,
                            tier == Tier.NONE ? 0 : 1,
                            NOW,
                            null,
                            null,
                            null,
                            null)));
        }

        void change(Tier tier) {
            synchronized (this) {
                history.add(at(history.getLast().revision() + 1, tier));
            }
            listeners.forEach(Runnable::run);
        }

        synchronized void forgetAllButTheLast() {
            history.subList(0, history.size() - 1).clear();
        }

        @Override
        public synchronized Degradation current() {
            return history.getLast();
        }

        @Override
        public synchronized List<Degradation> after(long revision) {
            return history.stream().filter(each -> each.revision() > revision).toList();
        }

        @Override
        public AutoCloseable listen(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public Result engage(ManualSwitch change) {
            Result no = refuse;
            if (no != null) {
                return no;
            }
            switches.add(change);
            change(change.tier());
            return new Result.Changed(current());
        }

        @Override
        public Result release(Scope scope, String by, String reason) {
            change(Tier.NONE);
            return new Result.Changed(current());
        }
    }

    static final class SessionsInMemory implements SessionStore {
        final Map<String, Session> sessions = new ConcurrentHashMap<>();
        volatile boolean down;

        @Override
        public void save(String key, Session session, Duration keep) {
            sessions.put(key, session);
        }

        @Override
        public Optional<Session> find(String key) {
            if (down) {
                throw new UnavailableException("down", new IllegalStateException());
            }
            return Optional.ofNullable(sessions.get(key));
        }

        @Override
        public void remove(String key) {
            sessions.remove(key);
        }
    }

    static final class AuditInMemory implements AuditStore {
        private final Map<Long, AuditEntry> entries = new LinkedHashMap<>();
        private final Set<String> names = new HashSet<>();
        volatile boolean down;

        @Override
        public synchronized Optional<Head> head() {
            requireUp();
            AuditEntry last = entries.get((long) entries.size());
            return last == null ? Optional.empty() : Optional.of(new Head(last.sequence(), last.hash()));
        }

        @Override
        public synchronized Appended append(AuditEntry entry, String name) {
            requireUp();
            if (!name.isEmpty() && !names.add(name)) {
                return Appended.KNOWN;
            }
            boolean follows = entry.sequence() == entries.size() + 1 && entries.put(entry.sequence(), entry) == null;
            return follows ? Appended.WRITTEN : Appended.BEHIND;
        }

        private void requireUp() {
            if (down) {
                throw new UnavailableException("down", new IllegalStateException());
            }
        }

        @Override
        public synchronized List<AuditEntry> before(long sequence, int limit) {
            return entries.values().stream()
                    .filter(entry -> entry.sequence() < sequence)
                    .sorted((a, b) -> Long.compare(b.sequence(), a.sequence()))
                    .limit(limit)
                    .toList();
        }

        @Override
        public synchronized List<AuditEntry> from(long sequence, int limit) {
            return entries.values().stream()
                    .filter(entry -> entry.sequence() >= sequence)
                    .limit(limit)
                    .toList();
        }
    }
}
