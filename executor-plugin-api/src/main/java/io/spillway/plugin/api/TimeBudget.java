package io.spillway.plugin.api;

import java.time.Duration;
import java.util.Map;

/** How a time budget travels from one service to the next: as the milliseconds that are left, in two headers. */
public final class TimeBudget {

    /** Read by this server, and by many gateways: a number of milliseconds. */
    public static final String MILLIS_HEADER = "X-Request-Timeout-Ms";

    /** Read by gRPC services and the gateways before them: at most eight digits and a unit, here always {@code m}. */
    public static final String GRPC_HEADER = "grpc-timeout";

    /** The longest budget that this server takes, and the longest that it sends. */
    public static final Duration MAX = Duration.ofHours(24);

    private TimeBudget() {}

    /** The headers for what is left: never more than that, except where it is less than a millisecond. */
    public static Map<String, String> headers(Duration left) {
        long millis = left.compareTo(MAX) > 0 ? MAX.toMillis() : Math.max(1, left.toMillis());
        return Map.of(MILLIS_HEADER, Long.toString(millis), GRPC_HEADER, millis + "m");
    }
}
