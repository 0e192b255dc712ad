package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrometheusConfigTest {

    private static final Path CONFIG = Project.ALERT_RULES.resolve("prometheus.yml");

    @Test
    void promtoolAcceptsTheConfigurationBesideItsRulesAndSecrets(@TempDir Path folder) throws Exception {
        Path config = Files.copy(CONFIG, folder.resolve("prometheus.yml"));
        Files.createDirectory(folder.resolve("rules"));
        for (Path rules : Project.files(Project.ALERT_RULES.resolve("rules"), ".yml")) {
            Files.copy(rules, folder.resolve("rules").resolve(rules.getFileName()));
        }
        Files.createDirectory(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/metrics-token"), "token");

        Tool.Result result = Tool.PROMTOOL.run("check", "config", config);

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output())
                .contains(Project.files(Project.ALERT_RULES.resolve("rules"), ".yml")
                                .size() + " rule files found");
    }

    @Test
    void theRulesAndTheInhibitionFindTheNamesThatTheyRelyOn() {
        var config = Project.yaml(CONFIG);

        assertThat(config.at("/scrape_configs/0/job_name").asText()).isEqualTo("spillway");
        assertThat(config.at("/global/external_labels").has("cluster")).isTrue();
    }
}
