package io.spillway.server.degrade;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What speaks for a tier in one scope now, and against it.
 *
 * @param drives the alerts that fire and ask for a tier in this scope
 * @param manual what a person decided; null if nobody did
 * @param silent whether the absence of an alert means nothing, because the watchdog is silent
 * @param sli how the scope fares; null if nobody knows, because the numbers are too old
 * @param watched for how long some node has known that without a break; null where nobody could have missed anything
 * @param ineffective how many engagements in a row had no effect in this scope
 * @param held whether a breaker lets hardly anything of the scope run, so that few errors are no good sign
 */
record Signals(
        List<ControlLabels.Drive> drives,
        @Nullable ManualSwitch manual,
        boolean silent,
        @Nullable Sli sli,
        @Nullable Duration watched,
        int ineffective,
        boolean held) {

    private static final Comparator<ControlLabels.Drive> OLDEST = Comparator.comparing(
                    (ControlLabels.Drive drive) -> drive.alert().startsAt())
            .thenComparing(drive -> drive.alert().fingerprint());

    Signals {
        drives = List.copyOf(drives);
    }

    /** Where no breaker holds anything, and nobody has missed anything. */
    Signals(
            List<ControlLabels.Drive> drives,
            @Nullable ManualSwitch manual,
            boolean silent,
            @Nullable Sli sli,
            int ineffective) {
        this(drives, manual, silent, sli, null, ineffective, false);
    }

    /** Whether nothing may be released, since nothing says that it could be. */
    boolean blind() {
        return silent || sli == null;
    }

    /** The same, but that the absence of an alert means nothing. */
    Signals doubted() {
        return new Signals(drives, manual, true, sli, ineffective);
    }

    Tier wanted() {
        return drives.stream().map(ControlLabels.Drive::tier).reduce(Tier.NONE, Tier::or);
    }

    /** The alert that drives the wanted tier: the present one for as long as it does, else the one that fires longest. */
    @Nullable
    Alert driver(@Nullable String present) {
        Tier wanted = wanted();
        List<ControlLabels.Drive> strongest =
                drives.stream().filter(drive -> drive.tier() == wanted).toList();
        Optional<ControlLabels.Drive> same = strongest.stream()
                .filter(drive -> drive.alert().fingerprint().equals(present))
                .findFirst();
        return same.or(() -> strongest.stream().min(OLDEST))
                .map(ControlLabels.Drive::alert)
                .orElse(null);
    }
}
