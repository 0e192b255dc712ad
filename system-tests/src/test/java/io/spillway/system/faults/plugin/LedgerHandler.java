package io.spillway.system.faults.plugin;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Works for as long as the payload says, and has its effect as the manual for plugins says: together with its key, and
 * refused for a lower fence than one that was seen. The ledger keeps when each attempt began, and when it was told to stop.
 */
final class LedgerHandler implements TaskHandler<Work> {

    /** More attempts than any fault of the tests takes: what they count is repeats, not dead letters. */
    private static final TaskType<Work> TYPE =
            TaskType.of("ledger", Work.class).withTimeout(Duration.ofMinutes(2)).withMaxAttempts(100);

    private final LedgerClient ledger;

    LedgerHandler(LedgerClient ledger) {
        this.ledger = ledger;
    }

    @Override
    public TaskType<Work> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Work work) throws Exception {
        if (!ledger.begins(context, work)) {
            return outdated();
        }
        try {
            Thread.sleep(work.millis());
        } catch (InterruptedException e) {
            toldToStop(context, work);
            throw e;
        }
        return switch (ledger.takesEffect(context, work)) {
            case "stale" -> outdated();
            case String word -> Outcome.succeeded(Map.of("effect", word));
        };
    }

    private void toldToStop(TaskContext context, Work work) throws IOException {
        ledger.stops(context, work, context.cancellation().isCanceled());
    }

    /* Where the attempt has lost its task, nobody asks for this. Where it has not, and the fences are wrong, it comes again. */
    private static Outcome outdated() {
        return Outcome.retry(Cause.THIRD_PARTY, "the ledger has seen a higher fence");
    }
}
