package io.spillway.executor.stockdeduct;

import io.spillway.plugin.api.PluginContext;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The plugin's settings.
 *
 * @param redisUrl {@code redis-url}: {@code redis://[user:password@]host:port[/database]}, or {@code rediss://} for TLS
 * @param timeout {@code timeout}, in milliseconds: how long Redis may take to answer
 * @param seed {@code seed}, such as {@code sku-1=1000,sku-2=500}: the stock of items that Redis does not know yet
 */
record StockSettings(URI redisUrl, Duration timeout, Map<String, Long> seed) {

    private static final long MAX_TIMEOUT_MILLIS = 60_000;

    StockSettings {
        seed = Collections.unmodifiableMap(new LinkedHashMap<>(seed));
    }

    static StockSettings of(PluginContext context) {
        String url = context.setting("redis-url")
                .orElseThrow(() -> new IllegalArgumentException(
                        "the setting redis-url is missing: where the stock is, such as redis://127.0.0.1:6379"));
        URI uri = URI.create(url);
        if (!JedisURIHelper.isValid(uri)) {
            throw new IllegalArgumentException("the setting redis-url is not of the form redis://host:port");
        }
        long millis = number("timeout", context.setting("timeout").orElse("500"));
        if (millis < 1 || millis > MAX_TIMEOUT_MILLIS) {
            throw new IllegalArgumentException(
                    "the setting timeout is " + millis + ", and must be between 1 and " + MAX_TIMEOUT_MILLIS + " ms");
        }
        return new StockSettings(
                uri, Duration.ofMillis(millis), seed(context.setting("seed").orElse("")));
    }

    private static Map<String, Long> seed(String text) {
        Map<String, Long> seed = new LinkedHashMap<>();
        for (String entry : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = entry.lastIndexOf('=');
            String sku = entry.substring(0, Math.max(equals, 0)).strip();
            if (sku.isEmpty()) {
                throw new IllegalArgumentException(
                        "the setting seed holds '" + entry.strip() + "', which is not of the form sku=quantity");
            }
            long quantity = number("seed", entry.substring(equals + 1));
            if (quantity < 0) {
                throw new IllegalArgumentException("the setting seed holds a negative stock of " + sku);
            }
            seed.put(sku, quantity);
        }
        return seed;
    }

    private static long number(String setting, String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the setting " + setting + " holds '" + text.strip() + "', which is not a whole number", e);
        }
    }
}
