package io.spillway.server.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class StateDiagramTest {

    private static final Pattern ARROW = Pattern.compile("(?m)^ +([A-Z]+) --> ([A-Z]+):");

    @Test
    void theManualShowsTheRelationAsItIs() throws Exception {
        Set<String> relation = new TreeSet<>();
        for (TaskState from : TaskState.values()) {
            for (TaskState to : TaskState.values()) {
                if (from.canBecome(to)) {
                    relation.add(from + " --> " + to);
                }
            }
        }

        Set<String> shown = new TreeSet<>();
        Matcher arrows =
                ARROW.matcher(Files.readString(Path.of(System.getProperty("spillway.root"), "ARCHITECTURE.md")));
        while (arrows.find()) {
            shown.add(arrows.group(1) + " --> " + arrows.group(2));
        }

        assertThat(shown).isEqualTo(relation);
    }
}
