package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the shipped intervals let a tier wait is what the manual says. */
final class ProductionPaceTest {

    @ParameterizedTest
    @CsvSource({
        "SiteErrorRateHigh,     site,  1, L3",
        "CorePathErrorRateHigh, tasks, 1, L2",
        "TaskErrorRateHigh,     tasks, 5, L1"
    })
    void theManualSaysHowLongABreachTakesToBecomeATier(String alert, String file, int minutes, String tier)
            throws IOException {
        ProductionPace pace = ProductionPace.read(alert, "rules/" + file + ".yml", Duration.ofMinutes(minutes));
        Matcher stated = Pattern.compile("(\\d+) s until " + tier + "\\b")
                .matcher(Files.readString(Project.ALERT_RULES.resolve("README.md")));

        assertThat(stated.find()).as("a figure for " + tier).isTrue();
        assertThat(Integer.parseInt(stated.group(1))).isEqualTo((int) Math.ceil(pace.untilWebhook()));
    }
}
