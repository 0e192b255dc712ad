package io.spillway.server.drill;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** One step of the loop, from one moment that was seen to the next. */
public enum Hop {
    /** From the first canary that is made to fail to the first that has failed. */
    FAILURE(Mark.FAULT, Mark.FIRST_FAILURE),
    /** Until as many have failed as the rule's threshold says. */
    THRESHOLD(Mark.FIRST_FAILURE, Mark.BREACHED),
    /** Scrape, rule, and the rule's own wait. */
    RULE(Mark.BREACHED, Mark.FIRED),
    /** Prometheus to Alertmanager to the webhook. */
    WEBHOOK(Mark.FIRED, Mark.HEARD),
    /** The webhook to the tier in force. */
    TIER(Mark.HEARD, Mark.ENGAGED),
    /** The tier in force to the first canary that is refused. */
    EFFECT(Mark.ENGAGED, Mark.SHED),
    /** The last canary that is made to fail to the end of the alert: the rule's window passes. */
    RESOLVE(Mark.MENDED, Mark.ENDED),
    /** The end of the alert to the webhook that says so. */
    NOTICE(Mark.ENDED, Mark.TOLD),
    /** The tier in force to the first step of its release. */
    HOLD(Mark.ENGAGED, Mark.EASED),
    /** The first step of the release to the last. */
    RELEASE(Mark.EASED, Mark.RELEASED),
    /** The end of the tier to the first sheddable canary that is taken again. */
    ADMISSION(Mark.RELEASED, Mark.ADMITTED);

    static final Duration WEBHOOK_BOUND = Duration.ofSeconds(15);
    static final Duration NOTICE_BOUND = Duration.ofSeconds(60);
    static final Duration ENGAGE_LIMIT = Duration.ofSeconds(10);
    private static final Duration SECONDS = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Mark from;
    private final Mark to;

    Hop(Mark from, Mark to) {
        this.from = from;
        this.to = to;
    }

    public Mark from() {
        return from;
    }

    public Mark to() {
        return to;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How long it took, or empty if its end was not seen. Clocks of other machines take part: never below zero. */
    public Optional<Duration> took(Drill drill) {
        return drill.timeline()
                .of(from)
                .flatMap(begin -> drill.timeline()
                        .of(to)
                        .map(end -> Duration.between(begin, end))
                        .map(each -> each.isNegative() ? Duration.ZERO : each));
    }

    /** How long it may take; empty where a policy says so that the drill does not know. */
    public Optional<Duration> bound(Drill drill) {
        DrillOrder.RuleTimes rule = drill.order().rule();
        return switch (this) {
            case FAILURE, EFFECT, ADMISSION -> Optional.of(SECONDS);
            case THRESHOLD -> Optional.of(MINUTE);
            case RULE -> Optional.of(rule.alertWithin());
            case WEBHOOK -> Optional.of(WEBHOOK_BOUND);
            case TIER -> Optional.of(Duration.ofSeconds(1));
            case RESOLVE -> Optional.of(rule.window().plus(rule.alertWithin()));
            case NOTICE -> Optional.of(NOTICE_BOUND);
            case HOLD, RELEASE -> Optional.empty();
        };
    }
}
