package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.degrade.Scope;
import io.spillway.server.effect.Verdict;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiers shown and switched by hand over HTTP. */
@Timeout(30)
final class DegradationApiTest {

    private static final String SWITCH = "{\"tier\":\"L2\",\"reason\":\"payments are down\",\"ttl\":\"PT30M\"}";

    private RunningServer server;

    @BeforeEach
    void start() {
        server = RunningServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void showsWhichPolicyTheNodeGoesBy() throws IOException {
        String body = server.call("GET", "/api/v1/degradation", null).body();

        assertThat(body)
                .contains("\"policy\":{\"source\":\"settings\",\"hash\":\"0123456789ab\",\"since\":")
                .doesNotContain("problems");
    }

    @Test
    void aSwitchByHandTakesEffectAndIsWrittenDown() {
        HttpResponse<String> response = server.call("PUT", "/api/v1/degradation/core", SWITCH);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{\"revision\":2,\"scopes\":[{\"scope\":\"core\",\"tier\":\"L2\"");
        assertThat(server.tiers.switches)
                .containsExactly(new DegradationControl.ManualSwitch(
                        new Scope.Core(), Tier.L2, "payments are down", Duration.ofMinutes(30), "admin"));
        var entry = server.audit.recent(1, null).getFirst();
        assertThat(entry.actor()).isEqualTo("admin");
        assertThat(entry.action()).isEqualTo("degradation.engage");
        assertThat(entry.change()).isEqualTo("NONE (NORMAL) → L2 for PT30M");
        assertThat(entry.reason()).isEqualTo("payments are down");
    }

    @Test
    void tellsWhatTiersDid() {
        server.tiers.engagements = List.of(SampleTiers.engagement(new Scope.Core(), Verdict.NONE));

        HttpResponse<String> response = server.call("GET", "/api/v1/degradation/engagements", null);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"engagements\":[{\"id\":\"core@NONE\",\"scope\":\"core\",\"tier\":\"L2\"")
                .contains("\"before\":{\"runs\":1000,\"errors\":213},\"settled\":null")
                .contains("\"shed\":{\"SHEDDABLE\":12345},\"verdict\":\"NONE\"");
    }

    @Test
    void nothingIsSwitchedWithoutItsAuditEntry() {
        server.auditStore.down = true;

        assertThat(server.call("PUT", "/api/v1/degradation/core", SWITCH).statusCode())
                .isEqualTo(503);
        assertThat(server.call("DELETE", "/api/v1/degradation/core", null).statusCode())
                .isEqualTo(503);
        assertThat(server.tiers.switches).isEmpty();
        assertThat(server.tiers.current().revision()).isEqualTo(1);
    }

    @Test
    void aRefusedSwitchIsWrittenDownAsSuch() {
        server.tiers.refuse = new DegradationControl.Result.Refused("The scope is latched.");

        HttpResponse<String> response = server.call("PUT", "/api/v1/degradation/core", SWITCH);

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body()).contains("The scope is latched.");
        assertThat(server.audit.recent(1, null).getFirst().action()).isEqualTo("degradation.refused");
    }

    @Test
    void aReleaseCarriesItsReason() {
        server.call("PUT", "/api/v1/degradation/core", SWITCH);

        HttpResponse<String> response = server.call("DELETE", "/api/v1/degradation/core?reason=fixed", null);

        assertThat(response.body()).contains("\"tier\":\"NONE\"");
        assertThat(server.audit.recent(1, null).getFirst().reason()).isEqualTo("fixed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "core|{}|400|3 things are wrong",
                "core|{\"tier\":\"L4\",\"reason\":\"r\",\"ttl\":\"PT1M\"}|400|NONE, L1, L2, L3",
                "core|{\"tier\":\"L1\",\"reason\":\" \",\"ttl\":\"PT1M\"}|400|/reason must not be empty",
                "core|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":\"PT24H1S\"}|400|/ttl must lie between",
                "core|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":60}|400|/ttl must be a text",
                "everything|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":\"PT1M\"}|404|service:<task type>",
                "service:|{\"tier\":\"L1\",\"reason\":\"r\",\"ttl\":\"PT1M\"}|404|service:<task type>"
            })
    void aBadSwitchIsRefused(String scope, String body, int status, String detail) {
        HttpResponse<String> response = server.call("PUT", "/api/v1/degradation/" + scope, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(detail);
        assertThat(server.tiers.switches).isEmpty();
    }

    @Test
    void aServiceIsAScope() {
        server.call("PUT", "/api/v1/degradation/service:stock-deduct", SWITCH);

        assertThat(server.tiers.switches)
                .extracting(DegradationControl.ManualSwitch::scope)
                .containsExactly(new Scope.Service("stock-deduct"));
    }
}
