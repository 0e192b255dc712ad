package io.spillway.executor.demotraffic;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskContext;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.api.TaskType;
import java.util.Map;
import java.util.function.LongSupplier;

/** Takes the time that rendering a newsletter would take, and leaves nothing: work that a tier sheds first. */
final class NewsletterHandler implements TaskHandler<Newsletter> {

    static final long MIN_MILLIS = 5;
    static final long MAX_MILLIS = 40;

    private static final TaskType<Newsletter> TYPE =
            TaskType.of("newsletter-render", Newsletter.class).withCriticality(Criticality.SHEDDABLE);

    private final LongSupplier millis;

    NewsletterHandler(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public TaskType<Newsletter> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Newsletter payload) throws InterruptedException {
        Thread.sleep(millis.getAsLong());
        return Outcome.succeeded(Map.of("renderedFor", payload.recipient()));
    }
}
