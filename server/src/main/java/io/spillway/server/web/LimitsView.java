package io.spillway.server.web;

import io.spillway.server.limits.EffectiveLimits;
import io.spillway.server.limits.EffectiveLimits.Holding;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.limits.TypeLimits;
import io.spillway.server.limits.TypeUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a type may take, who said so, how much of it is in use, and the form to change it.
 *
 * @param manual what a person has set; null if nothing is
 * @param keys the busiest concurrency keys
 * @param problem why the form was refused, the end of a message's key
 */
public record LimitsView(
        boolean paused,
        List<Row> rows,
        @Nullable Manual manual,
        List<Key> keys,
        List<Choice> durations,
        Form form,
        @Nullable String problem) {

    private static final List<Duration> DURATIONS = List.of(
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(12),
            Duration.ofHours(24),
            Duration.ofDays(7));

    /**
     * One limit.
     *
     * @param value null for none
     * @param from the end of a message's key
     * @param use how much of it is in use; null where that is not known
     */
    public record Row(
            String name,
            @Nullable String value,
            String from,
            @Nullable String use,
            @Nullable Bar bar) {}

    /** Who set limits, and why. @param until null where they hold until somebody takes them back */
    public record Manual(
            String by,
            String reason,
            Moment at,
            @Nullable Moment until,
            @Nullable String left) {}

    public record Key(String name, String running, String parked) {}

    public record Choice(String value, String text) {}

    /** What stands in the form: the last try's, so that a refused one need not be typed again. */
    public record Form(String concurrency, String perSecond, String perKey, String reason, String ttl) {

        static final Form EMPTY = new Form("", "", "", "", "PT1H");
    }

    static LimitsView of(TypeLimits type, Format format) {
        return new LimitsView(
                type.limits().isPaused(),
                rows(type.limits(), type.use(), format),
                type.manual().map(manual -> manual(manual, format)).orElse(null),
                type.use().keys().stream()
                        .map(each -> new Key(each.key(), format.count(each.running()), format.count(each.parked())))
                        .toList(),
                Stream.concat(
                                DURATIONS.stream().map(each -> new Choice(each.toString(), format.lasting(each))),
                                Stream.of(new Choice("", format.word("limits.forever"))))
                        .toList(),
                Form.EMPTY,
                null);
    }

    LimitsView refused(Form tried, String why) {
        return new LimitsView(paused, rows, manual, keys, durations, tried, why);
    }

    private static List<Row> rows(EffectiveLimits limits, TypeUse use, Format format) {
        return List.of(
                new Row(
                        "concurrency",
                        limits.concurrency().value().map(format::count).orElse(null),
                        from(limits.concurrency()),
                        format.count(use.running()),
                        bar(limits.concurrency(), use.running())),
                new Row(
                        "rate",
                        limits.perSecond().value().map(format::rate).orElse(null),
                        from(limits.perSecond()),
                        format.rate(use.startsPerSecond()),
                        bar(limits.perSecond(), use.startsPerSecond())),
                new Row(
                        "key",
                        limits.perKey().value().map(format::count).orElse(null),
                        from(limits.perKey()),
                        format.count(use.parked()),
                        null),
                new Row(
                        "node",
                        limits.perNode().value().map(format::count).orElse(null),
                        from(limits.perNode()),
                        null,
                        null));
    }

    private static String from(Holding<?> holding) {
        return holding.source().name();
    }

    private static @Nullable Bar bar(Holding<?> holding, double used) {
        return holding.value().map(limit -> Bar.used(used, limit.doubleValue())).orElse(null);
    }

    private static Manual manual(ManualLimits manual, Format format) {
        Instant until = manual.until();
        return new Manual(
                manual.by(),
                manual.reason(),
                format.moment(manual.at()),
                until == null ? null : format.moment(until),
                until == null ? null : format.lasting(Duration.between(format.now(), until)));
    }
}
