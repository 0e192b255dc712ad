package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.task.Task;
import io.spillway.server.task.TaskState;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of dead letters and what their forms do, on a real Redis. */
final class LetterPagesTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final LetterScene scene = new LetterScene();
    private final RunningServer server = scene.server;

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void anEmptyPageSaysWhatWouldBeThere() {
        assertThat(server.get("/dead-letters").body()).contains("No dead letters", "is kept here, with its payload");
        assertThat(server.get("/dead-letters?type=coupon").body()).contains("No dead letter matches the filter");
        assertThat(server.get("/dead-letters", "Accept-Language", "zh-CN").body())
                .contains("没有死信")
                .doesNotContain("??");
    }

    @Test
    void whatFailedIsListedByItsKindAndCanBeNarrowedDown() {
        Task gateway = scene.failed("A-1", Cause.THIRD_PARTY, "HTTP 502 for A-1");
        scene.failed("A-2", Cause.INVALID, "no such item");

        String all = server.get("/dead-letters").body();
        String some =
                server.get("/dead-letters?cause=THIRD_PARTY&text=http+%23").body();

        assertThat(all)
                .contains("HTTP # for A-#", "no such item", "/dead-letters/" + gateway.id())
                .contains("/api/v1/dead-letters/export?format=csv", "Choose one task type in the filter first");
        assertThat(some).contains("HTTP 502 for A-1").doesNotContain("no such item");
        assertThat(some).contains("export?cause=third-party&amp;text=http+%23&amp;format=ndjson");
        assertThat(server.get("/dead-letters?cause=gremlins").statusCode()).isEqualTo(400);
    }

    @Test
    void whatAHostileTaskBringsIsShownAsText() {
        Task task = scene.failed(
                LetterScene.TYPE,
                "{\"orderId\":\"</textarea><script>alert(1)</script>\"}",
                "\"><script>",
                Cause.BUG,
                Samples.HOSTILE);

        for (String path : new String[] {
            "/dead-letters",
            "/dead-letters?type=coupon&text=" + encoded(Samples.HOSTILE),
            "/dead-letters/" + task.id(),
            "/tasks/" + task.id()
        }) {
            HttpResponse<String> page = server.get(path);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).as(path).doesNotContain("<script>", "<img", "</textarea><script");
        }
    }

    @Test
    void aLetterIsReplayedFromTheListWhichComesBack() {
        Task task = scene.failed("A-1", Cause.BUG, "no");

        HttpResponse<String> answer = post(
                "/dead-letters/" + task.id() + "/retry",
                "",
                "Referer",
                server.uri("/dead-letters?type=coupon").toString());

        assertThat(answer.headers().firstValue("Location")).contains("/dead-letters?type=coupon&notice=replayed");
        assertThat(scene.state(task)).isEqualTo(TaskState.PENDING);
        assertThat(last().action()).isEqualTo("dead-letter.replay");
        assertThat(post("/dead-letters/" + task.id() + "/retry", "").statusCode())
                .isEqualTo(409);
    }

    @Test
    void anEditedPayloadIsReplayedAsAnotherTask() {
        Task task = scene.failed("A-1", Cause.INVALID, "no such user");
        assertThat(server.get("/dead-letters/" + task.id()).body())
                .contains("<textarea", "no such user", "Attempt 1 began", "order:A-1");

        HttpResponse<String> answer = post(
                "/dead-letters/" + task.id() + "/replay",
                "payload=" + encoded(LetterScene.payload("A-1", 8)) + "&key=&reason=a+typo");

        String location = answer.headers().firstValue("Location").orElse("");
        assertThat(location).startsWith("/tasks/coupon.").endsWith("?notice=replaced");
        assertThat(server.get(location).body()).contains("A new task has taken the place", "Takes the place of");
        String old = server.get("/dead-letters/" + task.id()).body();
        assertThat(old)
                .contains("Another task with another payload has taken its place", "dead-letter.replace", "a typo")
                .doesNotContain("<textarea");
        assertThat(server.get("/tasks/" + task.id()).body())
                .contains("has taken its place")
                .doesNotContain("/retry");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"orderId\":|The payload is no JSON|400",
                "[1]|The payload is not what the type expects|400",
                "{\"orderId\":\"A-1\",\"userId\":\"x\"}|must be a whole number|400"
            })
    void aPayloadThatIsWrongIsShownAgainAndChangesNothing(String payload, String said, int status) {
        Task task = scene.failed("A-1", Cause.INVALID, "no such user");

        HttpResponse<String> answer =
                post("/dead-letters/" + task.id() + "/replay", "payload=" + encoded(payload) + "&reason=kept+words");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(said, "value=\"kept words\"", "role=\"alert\"");
        assertThat(scene.state(task)).isEqualTo(TaskState.FAILED);
        assertThat(server.audit.recent(1, null)).isEmpty();
    }

    @Test
    void aLetterIsDiscardedWithAReason() {
        Task task = scene.failed("A-1", Cause.INVALID, "no");
        String path = "/dead-letters/" + task.id() + "/discard";

        assertThat(post(path, "reason=").statusCode()).isEqualTo(400);
        assertThat(post(path, "reason=a+test+order").headers().firstValue("Location"))
                .contains("/dead-letters?notice=discarded");
        assertThat(last().reason()).isEqualTo("a test order");
        assertThat(server.get("/dead-letters/" + task.id()).body()).contains("Somebody took it off the list");
        assertThat(server.get("/audit").body()).contains("href=\"/dead-letters/" + task.id());
    }

    @Test
    void manyAreReplayedAtARateAndTheJobCanBeStopped() {
        for (int i = 0; i < 10; i++) {
            scene.failed("A-" + i, Cause.THIRD_PARTY, "HTTP 50" + i);
        }
        assertThat(server.get("/dead-letters?type=coupon").body()).contains("action=\"/dead-letters/many\"");

        HttpResponse<String> answer =
                post("/dead-letters/many", "type=coupon&cause=THIRD_PARTY&action=replay&perSecond=0.5&reason=back");

        assertThat(answer.headers().firstValue("Location"))
                .contains("/dead-letters?type=coupon&cause=third-party&notice=replaying");
        assertThat(last().action()).isEqualTo("dead-letters.replay");
        scene.bulk.runOnce();
        String page = server.get("/dead-letters?type=coupon").body();
        assertThat(page).contains("Replaying coupon", "1 of 10 looked at", "1 replayed", "data-live=\"2\"");
        String id = page.split("/dead-letters/jobs/", 2)[1].split("/", 2)[0];
        assertThat(post("/dead-letters/jobs/" + id + "/pause", "").headers().firstValue("Location"))
                .contains("/dead-letters?notice=halted");
        assertThat(server.get("/dead-letters").body()).contains("Replay of coupon, paused", id + "/resume");
        assertThat(post("/dead-letters/jobs/" + id + "/cancel", "").statusCode())
                .isEqualTo(303);
        assertThat(last().action()).isEqualTo("dead-letters.cancel");
        assertThat(server.get("/dead-letters").body())
                .contains("Replay of coupon, stopped")
                .doesNotContain(id + "/resume");
        assertThat(post("/dead-letters/jobs/" + id + "/resume", "").statusCode())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({
        "action=replay&perSecond=0&reason=r,how many a second",
        "action=replay&perSecond=1e3&reason=r,how many a second",
        "action=replay&perSecond=5&limit=0&reason=r,A limit is",
        "action=replay&perSecond=5&reason=,Say why",
        "action=melt&perSecond=5&reason=r,Choose what to do"
    })
    void anOrderThatIsWrongIsShownAgainAndStartsNothing(String form, String said) {
        scene.failed("A-1", Cause.BUG, "no");

        HttpResponse<String> answer = post("/dead-letters/many", "type=coupon&" + form);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(said, "class=\"problem\" role=\"alert\"");
        assertThat(server.audit.recent(1, null)).isEmpty();
    }

    @Test
    void aSecondJobOfATypeIsRefusedInWords() {
        scene.failed("A-1", Cause.BUG, "no");
        post("/dead-letters/many", "type=coupon&action=discard&perSecond=0.1&reason=r");

        HttpResponse<String> second = post("/dead-letters/many", "type=coupon&action=replay&perSecond=5&reason=again");

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("A job of this type is under way", "value=\"again\"");
    }

    private AuditEntry last() {
        return server.audit.recent(1, null).getFirst();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> post(String path, String form, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = FORM;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return server.call("POST", path, form, all);
    }
}
