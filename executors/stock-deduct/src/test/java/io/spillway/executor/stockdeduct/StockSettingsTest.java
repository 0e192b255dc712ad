package io.spillway.executor.stockdeduct;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.spillway.plugin.testkit.FakePluginContext;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that the plugin refuses before it looks for Redis. */
final class StockSettingsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            value = {
                "seed|sku-1|sku=quantity",
                "seed|a=b|whole number",
                "seed|a=-1|negative",
                "timeout|0|timeout",
                "timeout|soon|whole number",
                "redis-url|http://x|redis://host:port"
            },
            delimiter = '|')
    void refusesASettingThatMakesNoSense(String key, String value, String hint) {
        FakePluginContext context =
                FakePluginContext.in(folder).with("redis-url", RealRedis.url(1)).with(key, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StockDeductPlugin().handlers(context))
                .withMessageContaining(key)
                .withMessageContaining(hint);
    }

    @Test
    void saysWhichSettingIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StockDeductPlugin().handlers(FakePluginContext.in(folder)))
                .withMessageContaining("redis-url");
    }
}
