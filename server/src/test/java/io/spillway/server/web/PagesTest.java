package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.Scope;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over HTTP, and what their forms do. */
final class PagesTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ENGAGE = "scope=core&tier=L2&reason=load+test&ttl=PT30M&confirm=yes";

    private final RunningServer server = RunningServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/?window=1m",
                "/?window=nonsense",
                "/sla/probe-noop",
                "/tasks",
                "/tasks?state=failed&type=probe-noop",
                "/dead-letters",
                "/alerts",
                "/degradation",
                "/plugins",
                "/nodes",
                "/audit"
            })
    void everyPageIsThere(String path) {
        HttpResponse<String> english = server.get(path);
        HttpResponse<String> chinese = server.get(path, "Accept-Language", "zh-CN,zh;q=0.9");

        assertThat(english.statusCode()).isEqualTo(200);
        assertThat(english.body()).contains("<main id=\"main\"", "lang=\"en\"").doesNotContain("??");
        assertThat(chinese.body()).contains("lang=\"zh-CN\"", "看板").doesNotContain("??");
    }

    @Test
    void aFragmentComesWithoutTheFrame() {
        HttpResponse<String> page = server.get("/?window=1h&fragment=main");

        assertThat(page.body()).contains("<main id=\"main\"", "<title>").doesNotContain("<header", "<footer");
    }

    @Test
    void aTaskHasItsPageAndAnUnknownOneAnErrorPage() {
        Task task = keep(TaskState.FAILED);

        assertThat(server.get("/tasks/" + task.id()).body()).contains("no answer", "/tasks/" + task.id() + "/retry");
        HttpResponse<String> unknown =
                server.get("/tasks/probe-noop.0.01KAQF5E0000000000000000ZZ", "Accept", "text/html");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("There is nothing here");
    }

    @Test
    void aTypeThatNobodyKnowsHasNoPage() {
        assertThat(server.get("/sla/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void aTierIsEngagedByHandWithItsAuditEntry() {
        HttpResponse<String> answer = post("/degradation", ENGAGE);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/degradation?notice=engaged");
        assertThat(server.tiers.switches)
                .containsExactly(new DegradationControl.ManualSwitch(
                        new Scope.Core(), Tier.L2, "load test", Duration.ofMinutes(30), "admin"));
        assertThat(last().action()).isEqualTo("degradation.engage");
        assertThat(last().reason()).isEqualTo("load test");
        assertThat(server.get("/").body()).contains("role=\"alert\"", "The core path is degraded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scope=nowhere&tier=L2&reason=r&ttl=PT30M&confirm=yes",
                "scope=core&tier=NONE&reason=r&ttl=PT30M&confirm=yes",
                "scope=core&tier=L2&reason=&ttl=PT30M&confirm=yes",
                "scope=core&tier=L2&reason=r&ttl=forever&confirm=yes",
                "scope=core&tier=L2&reason=r&ttl=PT25H&confirm=yes",
                "scope=core&tier=L2&reason=r&ttl=-PT1H&confirm=yes",
                "scope=core&tier=L2&reason=kept%20words&ttl=PT30M"
            })
    void aFormThatIsWrongIsShownAgainAndChangesNothing(String form) {
        HttpResponse<String> answer = post("/degradation", form);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("class=\"problem\" role=\"alert\"");
        assertThat(server.tiers.switches).isEmpty();
        assertThat(server.audit.recent(1, null)).isEmpty();
        assertThat(answer.body().contains("value=\"kept words\"")).isEqualTo(form.contains("kept"));
    }

    @Test
    void aRefusalIsShownAndWrittenDown() {
        server.tiers.refuse = new DegradationControl.Result.Refused("It is latched.");

        HttpResponse<String> answer = post("/degradation", ENGAGE);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("class=\"problem\" role=\"alert\"");
        assertThat(last().action()).isEqualTo("degradation.refused");
    }

    @Test
    void aTierIsReleasedByHand() {
        post("/degradation", ENGAGE);

        HttpResponse<String> answer = post("/degradation/release", "scope=core");

        assertThat(answer.headers().firstValue("Location")).contains("/degradation?notice=released");
        assertThat(last().action()).isEqualTo("degradation.release");
        assertThat(server.get("/").body()).doesNotContain("The core path is degraded");
    }

    @Test
    void aTaskIsRetriedAndTheListItWasOnComesBack() {
        Task task = keep(TaskState.FAILED);
        String list = server.uri("/dead-letters?type=probe-noop").toString();

        HttpResponse<String> fromList = post("/tasks/" + task.id() + "/retry", "", "Referer", list);
        HttpResponse<String> fromElsewhere =
                post("/tasks/" + task.id() + "/retry", "", "Referer", "http://evil.example/tasks");

        assertThat(fromList.headers().firstValue("Location")).contains("/dead-letters?type=probe-noop&notice=retried");
        assertThat(fromElsewhere.headers().firstValue("Location")).contains("/tasks/" + task.id() + "?notice=retried");
        assertThat(last().change()).isEqualTo("failed → pending");
    }

    @Test
    void aTaskThatHasEndedCannotBeCanceled() {
        Task task = keep(TaskState.SUCCEEDED);

        HttpResponse<String> cancel = post("/tasks/" + task.id() + "/cancel", "");
        HttpResponse<String> retry = post("/tasks/" + task.id() + "/retry", "");

        assertThat(cancel.statusCode()).isEqualTo(409);
        assertThat(retry.statusCode()).isEqualTo(409);
        assertThat(server.audit.recent(1, null)).isEmpty();
    }

    @Test
    void aPluginIsSwitchedOff() {
        HttpResponse<String> answer = post("/plugins/probe/disable", "");

        assertThat(answer.headers().firstValue("Location")).contains("/plugins?notice=disabled");
        assertThat(server.plugins.changes).containsExactly("disable probe");
        assertThat(post("/plugins/probe/reload", "").statusCode()).isEqualTo(409);
        assertThat(post("/plugins/nobody/enable", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aTypesPageShowsItsLimitsAndPeopleSetThem() {
        HttpResponse<String> answer =
                post("/sla/probe-noop/limits", "concurrency=8&perSecond=&perKey=none&reason=slow+gateway&ttl=PT1H");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/sla/probe-noop?notice=limited#limits");
        assertThat(server.limits.set.get("probe-noop"))
                .isEqualTo(new ManualLimits(
                        new ManualLimits.Values(Optional.of(8), Optional.empty(), Optional.of(Integer.MAX_VALUE)),
                        "admin",
                        "slow gateway",
                        Fakes.NOW,
                        Fakes.NOW.plusSeconds(3600)));
        assertThat(last().action()).isEqualTo("limits.set");
        assertThat(server.get("/sla/probe-noop").body()).contains("slow gateway", "6 running", "acct-1");
    }

    @Test
    void aTypeIsPausedAndResumed() {
        post("/sla/probe-noop/limits", "action=pause&concurrency=8&reason=bad+release&ttl=");
        String paused = server.get("/sla/probe-noop").body();
        HttpResponse<String> resumed = post("/sla/probe-noop/limits/clear", "");

        assertThat(paused).contains("Paused:", "Resume", "until somebody takes it back");
        assertThat(resumed.headers().firstValue("Location")).contains("/sla/probe-noop?notice=unlimited#limits");
        assertThat(server.limits.set).isEmpty();
        assertThat(last().action()).isEqualTo("limits.clear");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "concurrency=lots&reason=kept%20words&ttl=PT1H",
                "concurrency=-1&reason=kept%20words&ttl=PT1H",
                "perKey=0&reason=kept%20words&ttl=PT1H",
                "perSecond=NaN&reason=kept%20words&ttl=PT1H",
                "reason=kept%20words&ttl=PT1H",
                "concurrency=8&reason=kept%20words&ttl=P31D",
                "concurrency=8&reason=&ttl=PT1H",
                "action=pause&reason=&ttl=PT1H"
            })
    void limitsThatAreWrongAreShownAgainAndChangeNothing(String form) {
        HttpResponse<String> answer = post("/sla/probe-noop/limits", form);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("class=\"problem\" role=\"alert\"");
        assertThat(answer.body().contains("value=\"kept words\"")).isEqualTo(form.contains("kept"));
        assertThat(server.limits.set).isEmpty();
        assertThat(server.audit.recent(1, null)).isEmpty();
    }

    private Task keep(TaskState state) {
        Task task = Fakes.task(state);
        server.store.tasks.put(task.id(), task);
        return task;
    }

    private AuditEntry last() {
        return server.audit.recent(1, null).getFirst();
    }

    private HttpResponse<String> post(String path, String form, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = FORM;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return server.call("POST", path, form, all);
    }
}
