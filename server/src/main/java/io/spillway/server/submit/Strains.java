package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which types' callers are slowed or refused, and since when. Looks at criticalities that were submitted lately. */
final class Strains {

    private final Map<Asked, Long> asked = new ConcurrentHashMap<>();
    private final Map<String, Since> strained = new ConcurrentHashMap<>();

    private record Asked(String type, Criticality criticality) {}

    private record Since(boolean isRefused, long since) {}

    void asked(String type, Criticality criticality, long now) {
        asked.put(new Asked(type, criticality), now);
    }

    void forgetBefore(long time) {
        asked.values().removeIf(last -> last - time < 0);
    }

    /** What is submitted of the type; nothing where nobody submits it. */
    Set<Criticality> criticalities(String type) {
        Set<Criticality> found = EnumSet.noneOf(Criticality.class);
        asked.keySet().forEach(each -> {
            if (each.type().equals(type)) {
                found.add(each.criticality());
            }
        });
        return found;
    }

    void note(String type, boolean isSlowed, boolean isRefused, long now) {
        if (!isSlowed && !isRefused) {
            strained.remove(type);
        } else {
            strained.merge(type, new Since(isRefused, now), (before, _) -> new Since(isRefused, before.since()));
        }
    }

    void retain(Set<String> types) {
        strained.keySet().retainAll(types);
    }

    /** @param readings by type */
    Map<String, Strain> all(Map<String, QueueReading> readings, long now) {
        Map<String, Strain> all = new HashMap<>();
        strained.forEach((type, since) -> {
            QueueReading reading = readings.get(type);
            Criticality least =
                    criticalities(type).stream().max(Criticality::compareTo).orElse(Criticality.SHEDDABLE);
            if (reading != null) {
                all.put(
                        type,
                        new Strain(
                                since.isRefused(), Duration.ofNanos(now - since.since()), reading.expectedWait(least)));
            }
        });
        return all;
    }
}
