package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.Degradation;
import io.spillway.server.degrade.ScopeStatus;
import io.spillway.server.effect.Engagement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tiers: what is in force where, the form to engage one by hand, and what changed lately.
 *
 * @param worst the most severe tier in force; null if none is
 * @param problem why the form was refused, the end of a message's key
 */
public record DegradationView(
        String revision,
        List<Row> rows,
        @Nullable Badge worst,
        List<String> types,
        List<Choice> durations,
        Form form,
        @Nullable String problem,
        List<ChangeView> changes,
        PolicyView policy,
        List<EngagementView> engagements) {

    private static final int CHANGES = 12;
    private static final int ENGAGEMENTS = 20;
    private static final List<Duration> DURATIONS = List.of(
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(12));

    /** @param intensity how much of the tier is in force; null where none is */
    public record Row(
            String scope,
            String kind,
            String type,
            Badge tier,
            String state,
            @Nullable String intensity,
            Bar bar,
            Moment since,
            String lasting,
            @Nullable Moment until,
            @Nullable String reason,
            @Nullable String alert,
            @Nullable String by,
            boolean releasable) {}

    public record Choice(String value, String text) {}

    /** What stands in the form: the last try's, so that a refused one need not be typed again. */
    public record Form(String scope, String tier, String reason, String ttl) {

        static final Form EMPTY = new Form("core", "L1", "", "PT30M");
    }

    static DegradationView of(
            Degradation degradation, List<String> types, List<AuditEntry> audit, PolicyView policy, Format format) {
        return new DegradationView(
                Long.toString(degradation.revision()),
                degradation.scopes().stream()
                        .sorted(Comparator.comparing(ScopeStatus::tier)
                                .reversed()
                                .thenComparing(status -> status.scope().toString()))
                        .map(status -> row(status, format))
                        .toList(),
                Frame.worst(degradation)
                        .map(status -> Badge.of(status.tier(), status.scope()))
                        .orElse(null),
                types,
                DURATIONS.stream()
                        .map(each -> new Choice(each.toString(), format.lasting(each)))
                        .toList(),
                Form.EMPTY,
                null,
                ChangeView.latest(audit, CHANGES, format),
                policy,
                List.of());
    }

    /** The same with what tiers did. */
    DegradationView with(List<Engagement> recent, Format format) {
        List<EngagementView> shown = recent.stream()
                .limit(ENGAGEMENTS)
                .map(each -> EngagementView.of(each, format))
                .toList();
        return new DegradationView(revision, rows, worst, types, durations, form, problem, changes, policy, shown);
    }

    DegradationView refused(Form tried, String why) {
        return new DegradationView(revision, rows, worst, types, durations, tried, why, changes, policy, engagements);
    }

    private static Row row(ScopeStatus status, Format format) {
        Instant until = status.until();
        boolean plain = status.tier() == Tier.NONE && status.state() == ScopeStatus.State.NORMAL;
        return new Row(
                status.scope().toString(),
                BoardView.kind(status.scope()),
                BoardView.type(status.scope()),
                Badge.of(status.tier()),
                status.state().name(),
                status.tier() == Tier.NONE ? null : format.wholePercent(status.intensity()),
                Bar.inForce(status.intensity()),
                format.moment(status.since()),
                format.since(status.since()),
                until == null ? null : format.moment(until),
                EngineWords.of(status, format),
                status.alert(),
                status.by(),
                !plain && status.state() != ScopeStatus.State.PENDING);
    }
}
