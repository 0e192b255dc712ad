package io.spillway.server;

import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.AlertNotice;
import io.spillway.server.alert.IntakeUnavailableException;
import io.spillway.server.alert.ReadResult;
import io.spillway.server.alert.WebhookReader;
import io.spillway.server.web.AlertWebhook;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alertmanager's way in: read, make durable, answer. */
final class WebhookIntake implements AlertWebhook {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookIntake.class);

    private final WebhookReader reader = new WebhookReader();
    private final AlertIntake intake;
    private final Consumer<String> refused;
    private final Runnable incomplete;

    /**
     * @param refused hears of what was not taken in: {@code refused} or {@code unavailable}
     * @param incomplete is told once a delivery that lacks alerts is durable
     */
    WebhookIntake(AlertIntake intake, Consumer<String> refused, Runnable incomplete) {
        this.intake = intake;
        this.refused = refused;
        this.incomplete = incomplete;
    }

    @Override
    public Answer deliver(byte[] body) {
        return switch (reader.read(body)) {
            case ReadResult.Refused(List<ReadResult.Problem> problems) -> {
                LOG.warn("A webhook of {} bytes was refused: {}", body.length, problems.getFirst());
                refused.accept("refused");
                yield new Answer.Refused(problems.stream()
                        .map(each -> new FieldProblem(each.pointer(), each.message()))
                        .toList());
            }
            case ReadResult.Accepted(List<AlertNotice> notices, long truncated) -> {
                if (truncated > 0) {
                    LOG.warn(
                            "Alertmanager left {} alerts out of a webhook: raise max_alerts of the receiver to 0",
                            truncated);
                }
                Answer answer = accept(notices);
                if (truncated > 0) {
                    incomplete.run();
                }
                yield answer;
            }
        };
    }

    private Answer accept(List<AlertNotice> notices) {
        try {
            intake.accept(notices);
            return new Answer.Accepted(notices.size());
        } catch (IntakeUnavailableException e) {
            LOG.warn(
                    "{} alerts were not taken in, and Alertmanager will send them again: {}",
                    notices.size(),
                    e.getMessage());
            refused.accept("unavailable");
            return new Answer.Unavailable();
        }
    }
}
