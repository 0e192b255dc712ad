package io.spillway.server.web;

import io.spillway.server.sla.SlaReport;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Numbers, durations and times as a reader of one language sees them at one moment. What is rounded never looks better than it is. */
final class Format {

    /** What stands where there is no number. */
    static final String NONE = "–";

    private static final double ALMOST_ALL = 0.9999;
    private static final double HARDLY_ANY = 0.0001;
    private static final double FAR_BELOW = 9.99;
    private static final List<String> BYTES = List.of("unit.b", "unit.kb", "unit.mb", "unit.gb", "unit.tb");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

    private final Locale locale;
    private final Instant now;

    Format(Locale locale, Instant now) {
        this.locale = locale;
        this.now = now;
    }

    Instant now() {
        return now;
    }

    Locale locale() {
        return locale;
    }

    String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /** Events per second: one digit after the point below ten. */
    String rate(double perSecond) {
        if (perSecond > 0 && perSecond < 0.05) {
            return "< " + decimal(0.1, 1);
        }
        return decimal(perSecond, perSecond > 0 && perSecond < 9.95 ? 1 : 0);
    }

    /** A share with two digits; all and nothing are only said where they are true. */
    String share(double share) {
        if (share > ALMOST_ALL && share < 1) {
            return "> " + percent(ALMOST_ALL, 2);
        }
        if (share > 0 && share < HARDLY_ANY) {
            return "< " + percent(HARDLY_ANY, 2);
        }
        return share == 0 || share == 1 ? percent(share, 0) : percent(share, 2);
    }

    /** A share in whole percent, rounded towards nothing left; far below nothing it does not matter how far. */
    String wholePercent(double share) {
        if (share < -FAR_BELOW) {
            return "< " + percent(-FAR_BELOW, 0);
        }
        return percent(Math.floor(share * 100 + 1e-9) / 100, 0);
    }

    /** An objective, such as 99.95 %, with no more digits than it has. */
    String objective(double share) {
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(4);
        return text("unit.percent", format.format(share * 100));
    }

    /** How many times faster than allowed. */
    String times(double factor) {
        return Double.isFinite(factor) ? decimal(factor, factor == 0 || factor >= 9.95 ? 0 : 1) + "×" : NONE;
    }

    /** How long a task took: three digits at the most. */
    String latency(Duration took) {
        double millis = took.toNanos() / 1e6;
        if (millis > 0 && millis < 1) {
            return "< " + text("unit.ms", "1");
        }
        if (millis < 999.5) {
            return text("unit.ms", decimal(millis, 0));
        }
        return millis < 9995
                ? text("unit.s", trimmed(millis / 1000))
                : text("unit.s", decimal(millis / 1000, millis < 99_950 ? 1 : 0));
    }

    String latency(SlaReport.Quantile quantile) {
        return quantile.atLeast() ? "≥ " + latency(quantile.value()) : latency(quantile.value());
    }

    /** A number of bytes in its largest unit. */
    String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < BYTES.size() - 1) {
            amount /= 1024;
            unit++;
        }
        return text(BYTES.get(unit), decimal(amount, unit > 0 && amount < 9.95 ? 1 : 0));
    }

    /** How far a clock is ahead, or behind. */
    String offset(Duration offset) {
        return (offset.isNegative() ? "" : "+") + text("unit.s", decimal(offset.toMillis() / 1000.0, 1));
    }

    /** How long something lasts, in its two largest units. */
    String lasting(Duration duration) {
        Duration positive = duration.isNegative() ? Duration.ZERO : duration;
        if (positive.toDays() > 0) {
            return both("lasting.d", positive.toDays(), "lasting.h", positive.toHoursPart());
        }
        if (positive.toHours() > 0) {
            return both("lasting.h", positive.toHours(), "lasting.min", positive.toMinutesPart());
        }
        if (positive.toMinutes() > 0) {
            return both("lasting.min", positive.toMinutes(), "lasting.s", positive.toSecondsPart());
        }
        return text("lasting.s", count(positive.toSeconds()));
    }

    /** How long there is still to wait: minutes and seconds, hours before them where there are any. */
    String countdown(Duration left) {
        long seconds = left.plusNanos(999_999_999).toSeconds();
        long minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }

    /** How long ago that was. */
    String since(Instant then) {
        return lasting(Duration.between(then, now));
    }

    Moment moment(Instant at) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        boolean today = utc.toLocalDate().equals(now.atZone(ZoneOffset.UTC).toLocalDate());
        String brief = today
                ? CLOCK.format(utc)
                : DateTimeFormatter.ofPattern(text("pattern.day"), locale).format(utc);
        return new Moment(at.toString(), brief, FULL.format(utc));
    }

    private String both(String large, long first, String small, int second) {
        String head = text(large, count(first));
        return second == 0 ? head : head + " " + text(small, count(second));
    }

    private String percent(double share, int digits) {
        return text("unit.percent", decimal(share * 100, digits));
    }

    private String trimmed(double number) {
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMaximumFractionDigits(2);
        return format.format(number);
    }

    private String decimal(double number, int digits) {
        if (!Double.isFinite(number)) {
            return NONE;
        }
        NumberFormat format = NumberFormat.getInstance(locale);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        String text = format.format(Math.abs(number));
        boolean nothing = text.chars().allMatch(each -> each == '0' || each == '.');
        return number < 0 && !nothing ? "−" + text : text;
    }

    /** A text without parameters. */
    String word(String key) {
        return text(key);
    }

    /** A text with words in it. */
    String sentence(String key, String... words) {
        return text(key, (Object[]) words);
    }

    /** A text with what is already formatted put into it. */
    String text(String key, Object... parameters) {
        return Objects.requireNonNull(PageMessages.text(locale, key, parameters), key);
    }
}
