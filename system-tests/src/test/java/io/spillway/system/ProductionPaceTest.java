package io.spillway.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the guide says of the time from a breach to its tier is what the shipped intervals add up to. */
final class ProductionPaceTest {

    @Test
    void theGuideSaysWhatTheShippedIntervalsAddUpTo() throws IOException {
        ProductionPace pace = ProductionPace.read();

        String guide =
                Files.readString(Project.ROOT.resolve("docs/degradation.md")).replaceAll("\\s+", " ");

        assertThat(guide)
                .contains(
                        said("L2 is in force after %.0f s at the longest", pace.beforeTheServer()),
                        said("%.0f s until the ratio over a minute exceeds", pace.rise()),
                        said("exceeds %.0f %%", pace.threshold() * 100),
                        said("%.0f s until the next scrape", pace.scrape()),
                        said("%.0f s until the next evaluation", pace.evaluation()),
                        said("%.0f s of the alert's `for`", pace.turns()));
        assertThat(pace.group()).as("Alertmanager's wait").isZero();
    }

    private static String said(String text, double number) {
        return String.format(Locale.ROOT, text, number);
    }
}
