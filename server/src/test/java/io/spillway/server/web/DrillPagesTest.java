package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.alert.AlertIntake;
import io.spillway.server.alert.Notices;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillsInMemory;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages say of drills, and what their forms do. */
final class DrillPagesTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final DrillId FIRST = new DrillId("01KAQF5E0000000000000000AA");
    private static final DrillId SECOND = new DrillId("01KAQF5E0000000000000000AB");

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private void keep(Drill drill) {
        server.drillStore.begin(DrillsInMemory.underWay(drill.id(), drill.startedAt()));
        server.drillStore.save(drill);
    }

    private HttpResponse<String> post(String path, String form) {
        return server.call("POST", path, form, "Content-Type", FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN"})
    void saysHowToRunTheFirstOne(String language) {
        String page = server.get("/drills?lang=" + language).body();
        String board = server.get("/?lang=" + language).body();

        assertThat(page).contains("./spillway drill", "name=\"consent\"").doesNotContain("??", "null", " th:");
        assertThat(board).contains("proof-line", "href=\"/drills\"").doesNotContain("??");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN"})
    void showsTheLastReportInFullAndTheOthersInAList(String language) {
        keep(DrillsInMemory.failed(FIRST, Fakes.NOW.minusSeconds(90_000)));
        keep(DrillsInMemory.passed(SECOND, Fakes.NOW.minusSeconds(5_000)));

        String page = server.get("/drills?lang=" + language).body();
        String older = server.get("/drills/" + FIRST + "?lang=" + language).body();

        assertThat(page)
                .contains("report-" + SECOND, "drill-" + FIRST, "hop-webhook", "promise-not-before")
                .doesNotContain("??", "null", " th:");
        assertThat(page).doesNotContainPattern("<[^>]*\\sstyle=");
        assertThat(older)
                .contains("report-" + FIRST, "No webhook about the canary")
                .doesNotContain("??", "null");
    }

    @Test
    void theBoardSaysWhenTheLoopWasProvenAndThatTheLastDrillFailed() {
        keep(DrillsInMemory.passed(FIRST, Fakes.NOW.minusSeconds(5_000)));
        assertThat(server.get("/").body())
                .contains("The loop was last proven 50 min 3 s ago")
                .doesNotContain("The last drill failed");

        keep(DrillsInMemory.failed(SECOND, Fakes.NOW.minusSeconds(1_000)));

        assertThat(server.get("/").body()).contains("The last drill failed", "/drills/" + SECOND);
    }

    @Test
    void aFormWithoutConsentBeginsNothing() {
        HttpResponse<String> answer = post("/drills", "reason=before+the+sale");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Without consent there is no drill.");
        assertThat(server.drillStore.recent(5)).isEmpty();
    }

    @Test
    void aFormBeginsOneAndAnotherEndsIt() {
        HttpResponse<String> early = post("/drills", "reason=r&consent=yes");
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("A drill would prove nothing");
        new AlertIntake(server.drillAlerts, () -> Fakes.NOW, List.of())
                .accept(List.of(
                        Notices.firing("00000000000000ff", Fakes.NOW, Map.of("alertname", "SpillwayWatchdog"))));

        HttpResponse<String> begun = post("/drills", "reason=r&consent=yes");

        assertThat(begun.headers().firstValue("Location")).contains("/drills?notice=drilling");
        DrillId id = server.drillStore.recent(1).getFirst().id();
        assertThat(server.get("/drills?notice=drilling").body())
                .contains("The drill has begun.", "/drills/" + id + "/abort");
        assertThat(post("/drills/" + id + "/abort", "").headers().firstValue("Location"))
                .contains("/drills?notice=drill-stopped");
    }
}
