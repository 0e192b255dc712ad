package io.spillway.server.web;

import io.spillway.plugin.api.Cause;
import io.spillway.server.breaker.Breaker;
import io.spillway.server.breaker.BreakerState;
import io.spillway.server.breaker.Tally;
import io.spillway.server.breaker.Why;
import io.spillway.server.node.NodeRecord.ReportedBreaker;
import io.spillway.server.node.NodeRecord.WhyBroken;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a breaker is as it is, in a person's language. */
public final class BreakerTexts {

    private static final String KEY = "breaker.why.";

    private BreakerTexts() {}

    /** For logs and programs. */
    public static String english(Why why) {
        return Objects.requireNonNull(text(why, Locale.ENGLISH), why.code());
    }

    /** What a node tells the others of a breaker. @param until when it lets something begin again, if it is open */
    public static ReportedBreaker reported(Breaker.Snapshot breaker, Instant until) {
        Why why = breaker.why();
        Tally tally = why.tally();
        Cause most = tally.most();
        return new ReportedBreaker(
                breaker.type(),
                breaker.state().label(),
                new WhyBroken(
                        why.code(),
                        tally.attempts(),
                        tally.failures(),
                        most == null ? "" : most.name(),
                        tally.ofMost(),
                        why instanceof Why.Tripped tripped ? tripped.window().toSeconds() : 0,
                        english(why)),
                breaker.state() == BreakerState.OPEN ? until : null);
    }

    /** In the reader's language, where the reason is one of numbers that it knows; else in the words of the node. */
    static String of(WhyBroken why, Locale locale) {
        Cause cause = Arrays.stream(Cause.values())
                .filter(each -> each.name().equals(why.cause()))
                .findFirst()
                .orElse(null);
        Tally tally = new Tally(why.attempts(), why.failures(), cause, why.ofCause());
        String text = counted(why.code(), tally, Duration.ofSeconds(why.seconds()), locale);
        return text == null ? why.text() : text;
    }

    private static @Nullable String text(Why why, Locale locale) {
        return switch (why) {
            case Why.Tripped tripped -> counted(tripped.code(), tripped.tally(), tripped.window(), locale);
            case Why.Broke broke -> counted(broke.code(), broke.tally(), Duration.ZERO, locale);
            case Why.Forced(String by, String reason) -> PageMessages.text(locale, KEY + why.code(), by, reason);
            case Why.Passed(long good) -> PageMessages.text(locale, KEY + why.code(), good);
            case Why.Fresh _, Why.Lost _, Why.Waited _ -> PageMessages.text(locale, KEY + why.code());
        };
    }

    /** Null for a reason that is not one of numbers. */
    private static @Nullable String counted(String code, Tally tally, Duration window, Locale locale) {
        Format format = new Format(locale, Instant.EPOCH);
        Cause most = tally.most();
        return switch (code) {
            case "tripped", "broke" ->
                most == null
                        ? null
                        : PageMessages.text(
                                locale,
                                KEY + code,
                                format.share(tally.ratio()),
                                format.count(tally.attempts()),
                                format.count(tally.failures()),
                                format.count(tally.ofMost()),
                                format.word("cause." + most.name()),
                                format.lasting(window));
            case "lost", "fresh", "waited" -> PageMessages.text(locale, KEY + code);
            default -> null;
        };
    }
}
