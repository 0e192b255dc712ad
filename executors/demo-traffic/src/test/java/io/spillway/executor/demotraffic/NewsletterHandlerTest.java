package io.spillway.executor.demotraffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.FakePluginContext;
import io.spillway.plugin.testkit.FakeTaskContext;
import io.spillway.plugin.testkit.TaskHandlerConformance;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewsletterHandlerTest extends TaskHandlerConformance<Newsletter> {

    private static final long VERY_LONG = 600_000;

    private long millis = 0;

    @Override
    protected TaskHandler<Newsletter> handler() {
        return new NewsletterHandler(() -> millis);
    }

    @Override
    protected Newsletter payload() {
        return new Newsletter("reader@example.com");
    }

    @Override
    protected Newsletter longPayload() {
        millis = VERY_LONG;
        return payload();
    }

    @Test
    void rendersForItsRecipient() throws Exception {
        Outcome outcome = handler().handle(FakeTaskContext.create(), payload());

        assertThat(outcome).isEqualTo(Outcome.succeeded(Map.of("renderedFor", "reader@example.com")));
    }

    @Test
    void isTheFirstToBeShed(@TempDir Path folder) {
        assertThat(new DemoTrafficPlugin().handlers(FakePluginContext.in(folder)))
                .singleElement()
                .extracting(handler -> handler.type().criticality())
                .isEqualTo(Criticality.SHEDDABLE);
    }

    @Test
    void refusesABlankRecipient() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Newsletter(" "))
                .withMessage("recipient is blank");
    }
}
