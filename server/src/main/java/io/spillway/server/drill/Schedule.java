package io.spillway.server.drill;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When drills begin by themselves. */
public sealed interface Schedule {

    /** How long after its time a weekly drill that could not begin is tried again. */
    Duration PATIENCE = Duration.ofHours(6);

    /** Whether one is due. @param last when the last one that was scheduled began; null if none did */
    boolean isDue(@Nullable Instant last, Instant now);

    /** As it is written in the configuration. */
    String text();

    /** Never. */
    record Off() implements Schedule {
        @Override
        public boolean isDue(@Nullable Instant last, Instant now) {
            return false;
        }

        @Override
        public String text() {
            return "off";
        }
    }

    /** So long after the one before. */
    record Every(Duration period) implements Schedule {
        @Override
        public boolean isDue(@Nullable Instant last, Instant now) {
            return last == null || !now.isBefore(last.plus(period));
        }

        @Override
        public String text() {
            return period.toString();
        }
    }

    /** Once a week, by UTC. */
    record Weekly(DayOfWeek day, LocalTime time) implements Schedule {
        @Override
        public boolean isDue(@Nullable Instant last, Instant now) {
            ZonedDateTime here = now.atZone(ZoneOffset.UTC);
            ZonedDateTime at = here.with(TemporalAdjusters.previousOrSame(day)).with(time);
            Instant turn = (at.isAfter(here) ? at.minusWeeks(1) : at).toInstant();
            return now.isBefore(turn.plus(PATIENCE)) && (last == null || last.isBefore(turn));
        }

        @Override
        public String text() {
            return DayNames.of(day) + " " + time;
        }
    }

    /**
     * Reads {@code off}, an ISO 8601 period such as {@code P7D}, or a time of the week in UTC such as {@code SUN 03:00}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static Schedule parse(String text) {
        if (text.equalsIgnoreCase("off")) {
            return new Off();
        }
        Matcher weekly = DayNames.WEEKLY.matcher(text.strip().toUpperCase(Locale.ROOT));
        try {
            if (weekly.matches()) {
                return new Weekly(DayNames.day(weekly.group(1)).orElseThrow(), LocalTime.parse(weekly.group(2)));
            }
            Duration period = Duration.parse(text.strip());
            if (period.compareTo(Duration.ofHours(1)) >= 0) {
                return new Every(period);
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // What it is not is said below.
        }
        throw new IllegalArgumentException(
                "off, a period of an hour or more such as P7D, or a time of the week such as SUN 03:00, in UTC");
    }

    /** The days by their first three letters. */
    final class DayNames {

        private static final Pattern WEEKLY = Pattern.compile("(MON|TUE|WED|THU|FRI|SAT|SUN) ([0-9]{2}:[0-9]{2})");

        private static final Map<String, DayOfWeek> DAYS = Map.of(
                "MON", DayOfWeek.MONDAY,
                "TUE", DayOfWeek.TUESDAY,
                "WED", DayOfWeek.WEDNESDAY,
                "THU", DayOfWeek.THURSDAY,
                "FRI", DayOfWeek.FRIDAY,
                "SAT", DayOfWeek.SATURDAY,
                "SUN", DayOfWeek.SUNDAY);

        private DayNames() {}

        private static Optional<DayOfWeek> day(String name) {
            return Optional.ofNullable(DAYS.get(name));
        }

        private static String of(DayOfWeek day) {
            return day.name().substring(0, 3);
        }
    }
}
