package io.spillway.server.deadletter;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done with many dead letters of one type, one after the other, those that failed first.
 *
 * @param filter which ones; with a type
 * @param perSecond how many a second, in the whole cluster
 * @param limit how many at the most; null for all
 * @param by who wants it
 */
public record BulkOrder(
        Action action,
        LetterFilter filter,
        double perSecond,
        @Nullable Long limit,
        String by,
        String reason) {

    public static final double SLOWEST = 0.1;
    public static final double FASTEST = 1000;

    public BulkOrder {
        if (filter.type() == null) {
            throw new IllegalArgumentException("a bulk job is about one type");
        }
        if (!(perSecond >= SLOWEST && perSecond <= FASTEST)) {
            throw new IllegalArgumentException("a bulk job does " + SLOWEST + " to " + FASTEST + " a second");
        }
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("a bulk job of nothing");
        }
    }

    public enum Action {
        REPLAY,
        DISCARD;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Action> ofLabel(String label) {
            for (Action each : values()) {
                if (each.label().equals(label)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    public String type() {
        return String.valueOf(filter.type());
    }
}
