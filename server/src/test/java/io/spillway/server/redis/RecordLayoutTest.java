package io.spillway.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.Settlement;
import io.spillway.server.task.Submission;
import io.spillway.server.task.SubmitResult;
import io.spillway.server.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The scripts and Java read the same record. */
final class RecordLayoutTest {

    private static final Pattern PART = Pattern.compile("(?m)^local ([A-Z]+), \\1_END = ([0-9]+), ([0-9]+)");

    @Test
    void bothHaveTheSameParts() throws IOException {
        Map<String, String> inScript = new TreeMap<>();
        try (InputStream in = RecordLayoutTest.class.getResourceAsStream("record.lua")) {
            PART.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .forEach(each -> inScript.put(
                            each.group(1), (Integer.parseInt(each.group(2)) - 1) + " to " + each.group(3)));
        }
        Map<String, String> inJava = new TreeMap<>();
        for (Part each : Part.values()) {
            inJava.put(each.name(), each.from() + " to " + each.to());
        }

        assertThat(inScript).isEqualTo(inJava);
        assertThat(Part.values()[Part.values().length - 1].to()).isEqualTo(Part.HEAD);
    }

    @Test
    void partsFollowOneAnother() {
        int expected = 0;
        for (Part each : Part.values()) {
            assertThat(each.from()).as("%s", each).isEqualTo(expected);
            expected = each.to();
        }
    }

    @Test
    void everythingThatWasSubmittedComesBackInAnyScript() throws Exception {
        try (QueueScene scene = QueueScene.start()) {
            Task.Spec spec = new Task.Spec(
                    scene.type,
                    "{\"note\":\"团购结束 — \\\"ende\\\"\",\"n\":1}",
                    Criticality.SHEDDABLE_PLUS,
                    7,
                    "订单-77/ключ",
                    "Ünïcode",
                    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

            Task submitted = ((SubmitResult.Accepted) scene.queue
                            .submit(List.of(new Submission(spec, Duration.ofSeconds(30), Duration.ZERO)))
                            .getFirst())
                    .task();
            Task stored = scene.find(submitted);
            Task claimed = scene.client.claim(scene.type, 1).tasks().getFirst();
            Task running = scene.find(submitted);

            assertThat(stored).isEqualTo(submitted);
            assertThat(claimed).isEqualTo(running);
            assertThat(running.spec()).isEqualTo(spec);
            assertThat(running.node()).isEqualTo("node-a");
            assertThat(running.attempt()).isOne();
        }
    }

    @Test
    void messagesAndResultsTakeEachOthersPlace() throws Exception {
        try (QueueScene scene = QueueScene.start()) {
            scene.submit(1);
            Task first = scene.client.claim(scene.type, 1).tasks().getFirst();
            scene.client.settle(again(first, "a long message, longer than what comes later: 很长的消息"));
            Task waiting = scene.find(first);
            Task second = scene.client.claim(scene.type, 1).tasks().getFirst();
            scene.client.settle(again(second, "short"));
            Task shorter = scene.find(first);
            Task third = scene.client.claim(scene.type, 1).tasks().getFirst();
            scene.client.settle(QueueScene.succeeded(third, "{\"left\":3}"));
            Task done = scene.find(first);

            assertThat(waiting.failure())
                    .isEqualTo(new Task.Failure(Cause.DATABASE, "a long message, longer than what comes later: 很长的消息"));
            assertThat(second.failure()).isEqualTo(waiting.failure());
            assertThat(shorter.failure()).isEqualTo(new Task.Failure(Cause.DATABASE, "short"));
            assertThat(done.failure()).isNull();
            assertThat(done.result()).isEqualTo("{\"left\":3}");
            assertThat(done.firstStartedAt()).isEqualTo(first.startedAt());
        }
    }

    private static Settlement again(Task task, String message) {
        return new Settlement(
                task.id(),
                task.fence(),
                new Settlement.Next.Again(new Task.Failure(Cause.DATABASE, message), Duration.ZERO));
    }

    @Test
    void longNamesOfNodesStayApart() {
        String one = NodeName.padded("spillway-production-eu-central-7d9f8b6c5-x2x4z-1");
        String other = NodeName.padded("spillway-production-eu-central-7d9f8b6c5-x2x4z-2");

        assertThat(one).hasSize(32).isNotEqualTo(other);
        assertThat(NodeName.padded("名字 7")).hasSize(32).matches("[!-~]+ *");
        assertThat(NodeName.padded("node-a").strip()).isEqualTo("node-a");
    }
}
