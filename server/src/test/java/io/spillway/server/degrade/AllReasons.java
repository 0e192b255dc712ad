package io.spillway.server.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Each sentence that the engine can say. */
public final class AllReasons {

    private static final Map<String, List<String>> SAID = Map.ofEntries(
            Map.entry(
                    "fires",
                    List.of(
                            Reasons.fires(Drives.alert(new Scope.Core(), Tier.L2, Instant.EPOCH)),
                            Reasons.fires(null))),
            Map.entry("pending", List.of(Reasons.pending(null, Tier.L1))),
            Map.entry("held", List.of(Reasons.held())),
            Map.entry("recovering", List.of(Reasons.recovering(0.25))),
            Map.entry("unclear", List.of(Reasons.unclear(Duration.ofMinutes(2)))),
            Map.entry("turned", List.of(Reasons.turned())),
            Map.entry("restless", List.of(Reasons.restless(4))),
            Map.entry("returned", List.of(Reasons.returned(5))),
            Map.entry("ineffective", List.of(Reasons.ineffective(3))),
            Map.entry("stale", List.of(Reasons.stale(Duration.ofSeconds(90)))),
            Map.entry("landed", List.of(Reasons.landed())),
            Map.entry("letGo", List.of(Reasons.letGo())),
            Map.entry("flapping", List.of(Reasons.flapping(4))),
            Map.entry("tooLong", List.of(Reasons.tooLong(Duration.ofHours(24)))),
            Map.entry("blind", List.of(Reasons.blind(Duration.ofMinutes(5)))),
            Map.entry("sighted", List.of(Reasons.sighted())),
            Map.entry("released", List.of(Reasons.released("li", "it is over"), Reasons.released("li", null))),
            Map.entry("below", List.of(Reasons.below(Tier.L3, Reasons.held()), Reasons.below(Tier.L3, null))));

    private AllReasons() {}

    public static List<String> said() {
        assertThat(SAID.keySet())
                .as("each kind of sentence")
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Reasons.class.getDeclaredMethods())
                        .filter(each -> !Modifier.isPrivate(each.getModifiers()) && !each.isSynthetic())
                        .map(Method::getName)
                        .toList());
        return SAID.values().stream().flatMap(List::stream).toList();
    }
}
