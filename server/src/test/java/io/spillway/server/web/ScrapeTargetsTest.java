package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.Scope;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.degrade.ScopeStatus.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScrapeTargetsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @Test
    void theNodesAreOneGroupWithTheJobThatTheRulesRelyOn() {
        JsonNode json = ScrapeTargets.json(List.of("10.0.0.4:8080", "10.0.0.5:8080"), degraded());

        assertThat(json).hasSize(1);
        assertThat(json.get(0).path("targets"))
                .extracting(JsonNode::asText)
                .containsExactly("10.0.0.4:8080", "10.0.0.5:8080");
        assertThat(json.get(0).path("labels").toString()).isEqualTo("{\"job\":\"spillway\"}");
    }

    @Test
    void aSiteThatAPersonHoldsInATierIsLabelled() {
        assertThat(labels(new Scope.Site(), Tier.L2, State.MANUAL_HOLD))
                .isEqualTo("{\"job\":\"spillway\",\"degraded\":\"true\",\"__meta_spillway_site_tier\":\"L2\"}");
        assertThat(labels(new Scope.Site(), Tier.NONE, State.MANUAL_HOLD)).isEqualTo("{\"job\":\"spillway\"}");
    }

    @Test
    void whatAnAlertEngagedChangesNoSeriesLabels() {
        assertThat(labels(new Scope.Site(), Tier.L3, State.ENGAGED))
                .isEqualTo("{\"job\":\"spillway\",\"__meta_spillway_site_tier\":\"L3\"}");
        assertThat(labels(new Scope.Site(), Tier.L3, State.OBSERVE)).isEqualTo("{\"job\":\"spillway\"}");
        assertThat(labels(new Scope.Core(), Tier.L2, State.MANUAL_HOLD)).isEqualTo("{\"job\":\"spillway\"}");
    }

    @Test
    void degradedTypesAreNamedForARelabeling() {
        JsonNode json = ScrapeTargets.json(
                List.of(),
                degraded(
                        status(new Scope.Service("stock-deduct"), Tier.L1, State.MANUAL_HOLD),
                        status(new Scope.Service("coupon-redeem"), Tier.L1, State.RECOVERING),
                        status(new Scope.Service("http-request"), Tier.L1, State.PENDING)));

        assertThat(json.get(0)
                        .path("labels")
                        .path("__meta_spillway_degraded_services")
                        .asText())
                .isEqualTo(",coupon-redeem,stock-deduct,");
    }

    private static String labels(Scope scope, Tier tier, State state) {
        return ScrapeTargets.json(List.of(), degraded(status(scope, tier, state)))
                .get(0)
                .path("labels")
                .toString();
    }

    private static Degradation degraded(ScopeStatus... scopes) {
        return new Degradation(1, List.of(scopes));
    }

    private static ScopeStatus status(Scope scope, Tier tier, State state) {
        return new ScopeStatus(scope, tier, state, 1, NOW, null, null, null, null);
    }
}
