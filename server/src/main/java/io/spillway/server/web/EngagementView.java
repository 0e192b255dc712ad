package io.spillway.server.web;

import io.spillway.server.degrade.Sli;
import io.spillway.server.effect.Engagement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a tier did to the numbers, as a row.
 *
 * @param lasted how long it took; null while it goes on
 * @param before the share of errors in the minute before it; {@code later} once its clear time was over
 * @param verdict the end of a message's key
 */
public record EngagementView(
        String id,
        String kind,
        String type,
        Badge tier,
        @Nullable String alert,
        @Nullable String by,
        Moment begun,
        @Nullable String lasted,
        String before,
        String later,
        String after,
        List<Shed> shed,
        String verdict) {

    /** @param criticality as it is written in the API */
    public record Shed(String criticality, String count) {}

    static EngagementView of(Engagement engagement, Format format) {
        Instant ended = engagement.ended();
        return new EngagementView(
                engagement.id(),
                BoardView.kind(engagement.scope()),
                BoardView.type(engagement.scope()),
                Badge.of(engagement.tier()),
                engagement.origin().alert(),
                engagement.origin().by(),
                format.moment(engagement.begun()),
                ended == null ? null : format.lasting(Duration.between(engagement.begun(), ended)),
                share(engagement.numbers().before(), format),
                share(engagement.numbers().settled(), format),
                share(engagement.numbers().after(), format),
                new TreeMap<>(engagement.cost().shed())
                        .entrySet().stream()
                                .map(each -> new Shed(each.getKey().name(), format.count(each.getValue())))
                                .toList(),
                engagement.verdict() == null ? "OPEN" : engagement.verdict().name());
    }

    private static String share(@Nullable Sli sli, Format format) {
        return sli == null || sli.runs() == 0 ? Format.NONE : format.share(sli.share());
    }
}
