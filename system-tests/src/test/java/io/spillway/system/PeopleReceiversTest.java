package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped receivers that Alertmanager serves by itself: what a mail server, and WeCom's API, are sent. */
@Timeout(120)
final class PeopleReceiversTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SUMMARY = "错误率 over 0.5 % <script>alert(1)</script>";

    /** What the shipped file has as a comment, to be put in the place of a bridge. */
    private static final Pattern WECOM = Pattern.compile("(?m)^  #   wechat_configs:\n(?:  #     .*\n)+");

    @TempDir
    Path folder;

    @Test
    void aMailAndWecomsApplicationSayWhatIsWrong() throws Exception {
        Certificate certificate = Certificate.of("ip:127.0.0.1", folder);
        int port = Child.freePort();
        try (PeopleBridge people = PeopleBridge.start();
                WecomApi wecom = WecomApi.start();
                MailServer mail = MailServer.start(folder.resolve("server.p12"))) {
            Path configuration = configuration(port, people, wecom, mail);
            try (AlertmanagerProcess _ = AlertmanagerProcess.start(
                    folder,
                    configuration,
                    port,
                    Map.of("SSL_CERT_FILE", certificate.certificate().toString()))) {
                fire(port);

                Await.until("a mail", LIMIT, () -> !mail.mails().isEmpty());
                Await.until("a message at WeCom", LIMIT, () -> !wecom.messages().isEmpty());

                says(mail.mails().getFirst());
                says(wecom.messages().getFirst());
            }
        }
    }

    private static void says(MailServer.Mail mail) {
        assertThat(mail.to()).containsExactly("<on-call@example.org>");
        assertThat(mail.header("From")).isEqualTo("alertmanager@example.org");
        assertThat(mail.header("Subject")).isEqualTo("[WARNING] TaskErrorRateHigh L1: coupon-redeem");
        String text = part(mail, "text/plain");
        assertThat(text).contains("[WARNING] TaskErrorRateHigh L1: coupon-redeem", SUMMARY, "/sla/coupon-redeem");
        String html = part(mail, "text/html");
        assertThat(html).contains("<h2>[WARNING] TaskErrorRateHigh L1: coupon-redeem</h2>", "错误率 over 0.5 %");
        assertThat(html).doesNotContain("<script>").contains("&lt;script&gt;");
    }

    private static void says(JsonNode message) {
        assertThat(message.path("agentid").asText()).isEqualTo("1000002");
        assertThat(message.path("toparty").asText()).isEqualTo("2");
        assertThat(message.path("msgtype").asText()).isEqualTo("text");
        assertThat(message.path("text").path("content").asText())
                .contains("[WARNING] TaskErrorRateHigh L1: coupon-redeem", SUMMARY, "/sla/coupon-redeem");
    }

    /** One of a mail's parts, as its reader would see it. */
    private static String part(MailServer.Mail mail, String type) {
        int begin = mail.text().indexOf("Content-Type: " + type);
        assertThat(begin).as(type + " in " + mail.text()).isPositive();
        String part = mail.text().substring(begin);
        int blank = part.indexOf("\n\n");
        String body = part.substring(blank + 2, part.indexOf("\n--", blank));
        return part.substring(0, blank).contains("base64")
                ? new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8)
                : unquoted(body);
    }

    /** From quoted-printable. */
    private static String unquoted(String body) {
        byte[] lines = body.replace("=\n", "").getBytes(StandardCharsets.ISO_8859_1);
        StringBuilder latin = new StringBuilder();
        Matcher code = Pattern.compile("=([0-9A-F]{2})").matcher(new String(lines, StandardCharsets.ISO_8859_1));
        while (code.find()) {
            String one = String.valueOf((char) Integer.parseInt(code.group(1), 16));
            code.appendReplacement(latin, Matcher.quoteReplacement(one));
        }
        byte[] bytes = code.appendTail(latin).toString().getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Path configuration(int port, PeopleBridge people, WecomApi wecom, MailServer mail) throws IOException {
        RulesOverlay overlay = RulesOverlay.write(
                folder.resolve("overlay"), new RulesOverlay.Ports(Child.freePort(), port, people.port()));
        String shipped = Files.readString(overlay.alertmanager());
        String mailed = shipped.replaceFirst("smtp_smarthost: \\S+", "smtp_smarthost: 127.0.0.1:" + mail.port());
        assertThat(mailed).isNotEqualTo(shipped);
        Matcher comment = WECOM.matcher(mailed);
        assertThat(comment.find()).as("WeCom's comment in " + mailed).isTrue();
        String receiver = comment.group()
                .replaceAll("(?m)^  #   ", "    ")
                .replace("api_secret: …", "api_secret: \"" + WecomApi.SECRET + "\"\n        api_url: " + wecom.url());
        assertThat(receiver).contains(WecomApi.SECRET, WecomApi.CORPORATION);
        String both = mailed.replaceFirst("(?m)^  - name: people-warning\n", "$0" + Matcher.quoteReplacement(receiver));
        assertThat(both).isNotEqualTo(mailed);
        return Files.writeString(overlay.alertmanager(), both);
    }

    private static void fire(int alertmanager) {
        Map<String, Object> alert = Map.of(
                "labels",
                Map.of(
                        "alertname",
                        "TaskErrorRateHigh",
                        "purpose",
                        "notify",
                        "severity",
                        "warning",
                        "tier",
                        "L1",
                        "service",
                        "coupon-redeem"),
                "annotations",
                Map.of("summary", SUMMARY),
                "startsAt",
                Instant.now().toString(),
                "endsAt",
                Instant.now().plus(Duration.ofMinutes(10)).toString());
        Api.Answer answer = new Api(alertmanager, "").send("POST", "/api/v2/alerts", Api.json(List.of(alert)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
