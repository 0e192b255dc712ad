package io.spillway.executor.probe;

import io.spillway.plugin.api.Cause;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The payload of {@code probe-fail}.
 *
 * @param cause the name of a {@link Cause} in lower case, such as {@code third-party} or {@code third_party}
 * @param message what the failure says of itself
 * @param times how many attempts fail before one succeeds; all of them if it is absent
 */
public record Fail(String cause, Optional<String> message, Optional<Integer> times) {

    public Fail {
        causeNamed(cause);
        if (times.isPresent() && times.get() < 0) {
            throw new IllegalArgumentException("times is " + times.get() + ", and must not be negative");
        }
    }

    Cause parsedCause() {
        return causeNamed(cause);
    }

    private static Cause causeNamed(String name) {
        String wanted = hyphenated(name);
        return Arrays.stream(Cause.values())
                .filter(each -> hyphenated(each.name()).equals(wanted) && name.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("cause is '" + name + "', and must be one of "
                        + Arrays.stream(Cause.values())
                                .map(each -> hyphenated(each.name()))
                                .collect(Collectors.joining(", "))));
    }

    private static String hyphenated(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
