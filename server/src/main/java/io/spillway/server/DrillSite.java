package io.spillway.server;

import io.spillway.server.alert.Alerts;
import io.spillway.server.audit.AuditLog;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.deadletter.BulkDesk;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.degrade.Switchboard;
import io.spillway.server.drill.DrillDesk;
import io.spillway.server.drill.DrillLoop;
import io.spillway.server.drill.DrillProof;
import io.spillway.server.drill.DrillStore;
import io.spillway.server.drill.Surroundings;
import io.spillway.server.plugin.HandlerRegistry;
import io.spillway.server.pool.RunUntilClosed;
import io.spillway.server.redis.RedisConnection;
import io.spillway.server.redis.RedisDrillStore;
import io.spillway.server.submit.Submitter;
import io.spillway.server.task.TaskIds;
import io.spillway.server.task.TaskStore;
import io.spillway.server.telemetry.DrillMetrics;
import io.spillway.server.telemetry.Metrics;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The drills on this node: where people ask for one, and the loop that runs it. */
final class DrillSite implements AutoCloseable {

    private final DrillDesk desk;
    private final DrillLoop loop;
    private @Nullable RunUntilClosed running;

    private DrillSite(DrillDesk desk, DrillStore store, Parts parts) {
        this.desk = desk;
        this.loop = new DrillLoop(
                new DrillLoop.Ports(
                        parts.executor().submitter(), parts.executor().tasks()::find, store, parts.log(), this::wake),
                desk,
                parts.surroundings(),
                InstantSource.system());
    }

    /** What runs canaries. */
    record Executor(Submitter submitter, TaskStore tasks, HandlerRegistry handlers) {}

    /** What canaries set going. @param policy the present one */
    record Control(Alerts alerts, Switchboard switchboard, Supplier<DegradeConfig> policy) {}

    /** Who is told of drills, and who removes what they leave. */
    record Told(AuditLog audit, Metrics metrics, BulkDesk letters) {}

    private record Parts(Executor executor, Surroundings surroundings, DrillTold log) {}

    static DrillSite create(
            SpillwayConfig config, RedisConnection redis, Executor executor, Control control, Told told) {
        InstantSource clock = InstantSource.system();
        Surroundings surroundings = new Surroundings(new Surroundings.Sources(
                control.alerts(),
                control.policy(),
                control.switchboard()::degradation,
                control.switchboard(),
                () -> executor.handlers().all().stream()
                        .map(each -> each.type().name())
                        .toList()));
        DrillStore store = new RedisDrillStore(redis);
        DrillTold log = new DrillTold(told.audit(), told.metrics().drills(), told.letters());
        DrillDesk desk = new DrillDesk(
                store,
                log,
                surroundings,
                new DrillDesk.Place(
                        config.engine().node(), config.drill(), new TaskIds(clock::millis, new SecureRandom()), clock));
        told.metrics().sampled().drills(() -> proof(desk));
        return new DrillSite(desk, store, new Parts(executor, surroundings, log));
    }

    private static DrillMetrics.Proof proof(DrillDesk desk) {
        DrillProof proof = DrillProof.of(desk.recent());
        return new DrillMetrics.Proof(
                proof.passedAt().orElse(null),
                proof.isLastWell().orElse(null),
                desk.config().isScheduled());
    }

    DrillDesk desk() {
        return desk;
    }

    synchronized void start() {
        running = RunUntilClosed.start("drills", loop::runOnce);
    }

    private synchronized void wake() {
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public void close() {
        RunUntilClosed last;
        synchronized (this) {
            last = running;
        }
        if (last != null) {
            last.close();
        }
        loop.stop();
    }
}
