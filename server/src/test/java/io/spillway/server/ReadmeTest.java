package io.spillway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.config.SpillwayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documents say of the settings is what the server reads. */
final class ReadmeTest {

    @Test
    void listsEverySettingWithItsDefault() throws Exception {
        String settings = Files.readString(Path.of(System.getProperty("spillway.root"), "docs/settings.md"));

        String shown = settings.substring(
                settings.indexOf("<!-- settings -->\n") + "<!-- settings -->\n".length(),
                settings.indexOf("<!-- /settings -->"));

        assertThat(shown).as("./spillway check-config --keys prints it").isEqualTo(SpillwayConfig.table());
    }

    @Test
    void staysShort() throws Exception {
        assertThat(Files.readAllLines(Path.of(System.getProperty("spillway.root"), "README.md")))
                .hasSizeLessThanOrEqualTo(150);
    }
}
