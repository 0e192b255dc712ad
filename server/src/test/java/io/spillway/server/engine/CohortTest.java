package io.spillway.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Outcome;
import io.spillway.server.submit.AdmittingSubmitter;
import io.spillway.server.submit.Pressure;
import io.spillway.server.submit.SubmitPorts;
import io.spillway.server.submit.SubmitTracing;
import io.spillway.server.submit.Submitter.SubmitAnswer;
import io.spillway.server.submit.Submitter.SubmitRequest;
import io.spillway.server.testing.ScriptedAdmission;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom a tier that is in force in part decides by. Everything is shed here: nothing comes as far as a queue. */
final class CohortTest {

    private final ScriptedAdmission tiers = new ScriptedAdmission().shed(Criticality.values());

    @Test
    void theCallerGoesBeforeAllElse() {
        assertThat(cohort("stock", "key", "caller")).isEqualTo("caller");
    }

    @Test
    void forACallerWhoIsNotNamedItIsTheKeyAndThenThePayload() {
        assertThat(cohort("stock", "key", null)).isEqualTo("key");
        assertThat(cohort("stock", null, null)).isEqualTo("{}");
    }

    private String cohort(String type, @Nullable String key, @Nullable String caller) {
        AdmittingSubmitter submitter = new AdmittingSubmitter(
                new SubmitPorts(
                        new NoQueue(),
                        ScriptedHandler.of(type, _ -> Outcome.succeeded()),
                        tiers,
                        Pressure.NONE,
                        SubmitTracing.NONE,
                        _ -> {},
                        System::nanoTime),
                _ -> {});
        List<SubmitAnswer> answers =
                submitter.submit(List.of(new SubmitRequest(type, "{}", key, null, null, null, null, caller)));
        assertThat(answers).singleElement().isInstanceOf(SubmitAnswer.Shed.class);
        return tiers.cohorts().getLast();
    }
}
