package io.spillway.server.retry;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A length of time as people write it: {@code 300 ms}, {@code 45s}, {@code 1h 30m}. */
final class DurationText {

    private static final Duration SHORT = Duration.ofSeconds(10);

    private DurationText() {}

    /** Rounded down: to milliseconds below ten seconds, and beyond that to the two largest units. */
    static String of(Duration duration) {
        if (duration.compareTo(SHORT) < 0 && (duration.toSeconds() == 0 || duration.toMillisPart() != 0)) {
            return duration.toMillis() + " ms";
        }
        return Stream.of(
                        unit(duration.toDaysPart(), "d"),
                        unit(duration.toHoursPart(), "h"),
                        unit(duration.toMinutesPart(), "m"),
                        unit(duration.toSecondsPart(), "s"))
                .filter(text -> !text.isEmpty())
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    private static String unit(long amount, String name) {
        return amount == 0 ? "" : amount + name;
    }
}
