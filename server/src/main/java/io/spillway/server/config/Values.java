package io.spillway.server.config;

import io.spillway.plugin.api.Pause;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How values are written. Each method reads one form, and refuses others by saying what is expected. */
final class Values {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:@-]{1,128}");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(B|KB|MB|GB)");

    private Values() {}

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration such as 250ms, 30s, 5m, 1h or 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** As {@link #duration} reads it. */
    static String text(Duration duration) {
        if (duration.toMillis() % 1000 != 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.isZero() || duration.toSeconds() % 60 != 0) {
            return duration.toSeconds() + "s";
        }
        return duration.toMinutes() % 60 == 0 ? duration.toHours() + "h" : duration.toMinutes() + "m";
    }

    /** Pauses with commas between them, each a duration, or a duration and its jitter: {@code 50ms~10ms}. */
    static List<Pause> pauses(String text) {
        String expected =
                "pauses such as 0ms or 50ms~10ms,150ms~20ms, at most 30d long, no jitter longer than its pause";
        try {
            List<Pause> pauses = list(text).stream().map(Values::pause).toList();
            if (!pauses.isEmpty()) {
                return pauses;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    private static Pause pause(String text) {
        int tilde = text.indexOf('~');
        return tilde < 0
                ? Pause.of(duration(text))
                : Pause.of(
                        duration(text.substring(0, tilde).strip()),
                        duration(text.substring(tilde + 1).strip()));
    }

    /** Bytes, where a KB is 1,024 of them. */
    static long size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size such as 512B, 64KB, 8MB or 1GB");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "B" -> amount;
            case "KB" -> amount << 10;
            case "MB" -> amount << 20;
            default -> amount << 30;
        };
    }

    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("a name of up to 128 letters, digits, and . _ - : @");
        }
        return text;
    }

    static int integer(String text, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    /** A whole number from 1 on, or none. */
    static int limit(String text) {
        if (text.equals("none")) {
            return Integer.MAX_VALUE;
        }
        try {
            return integer(text, 1, Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a whole number from 1 on, or none", e);
        }
    }

    /** How many a second, a fraction for less than one, or none. */
    static double rate(String text) {
        if (text.equals("none")) {
            return Double.POSITIVE_INFINITY;
        }
        String expected = "a number over 0, such as 0.5 or 200, or none";
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && !Double.isInfinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    static double ratio(String text) {
        String expected = "a number from 0 to 1, such as 0.95";
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected, e);
        }
        throw new IllegalArgumentException(expected);
    }

    static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    static String choice(String text, List<String> choices) {
        if (choices.contains(text)) {
            return text;
        }
        throw new IllegalArgumentException(String.join(" or ", choices));
    }

    static List<Integer> integers(String text) {
        try {
            return list(text).stream().map(Integer::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("whole numbers with commas between them", e);
        }
    }

    static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
