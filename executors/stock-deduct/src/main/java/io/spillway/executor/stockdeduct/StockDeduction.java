package io.spillway.executor.stockdeduct;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The payload of {@code stock-deduct}.
 *
 * @param sku the item
 * @param quantity how many, 1 to 1,000,000
 * @param traceId names the purchase: the same item is deducted once for it
 */
public record StockDeduction(String sku, long quantity, String traceId) {

    private static final long MAX_QUANTITY = 1_000_000;
    private static final int MAX_LENGTH = 128;

    public StockDeduction {
        requireName("sku", sku);
        requireName("traceId", traceId);
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw new IllegalArgumentException(
                    "quantity is " + quantity + ", and must be between 1 and " + MAX_QUANTITY);
        }
    }

    /* Encoding leaves no colon in either part, so that no two pairs share a key. */
    String key() {
        return URLEncoder.encode(sku, StandardCharsets.UTF_8)
                + ":"
                + URLEncoder.encode(traceId, StandardCharsets.UTF_8);
    }

    private static void requireName(String field, String value) {
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(field + " must have 1 to " + MAX_LENGTH + " characters");
        }
    }
}
