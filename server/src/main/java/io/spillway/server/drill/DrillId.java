package io.spillway.server.drill;

import java.util.Optional;

/** The name of one drill: a ULID, so that drills sort by when they began. */
public record DrillId(String ulid) {

    public DrillId {
        if (!isUlid(ulid)) {
            throw new IllegalArgumentException("'" + ulid + "' is no ULID");
        }
    }

    public static Optional<DrillId> parse(String text) {
        return isUlid(text) ? Optional.of(new DrillId(text)) : Optional.empty();
    }

    private static boolean isUlid(String text) {
        return text.matches("[0-9A-HJKMNP-TV-Z]{26}");
    }

    @Override
    public String toString() {
        return ulid;
    }
}
