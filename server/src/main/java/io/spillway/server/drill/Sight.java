package io.spillway.server.drill;

import io.spillway.server.alert.Alert;
import io.spillway.server.degrade.ScopeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drill sees at one moment.
 *
 * @param alert the canary's control alert, firing or not; null if none is known
 * @param scope what is in force for the canary; null for nothing
 * @param clear how long the numbers must be good before its tier goes
 * @param beside what is the matter with everything else
 * @param abort who asks for an end, and why; null if nobody does
 */
record Sight(
        Instant now,
        Tally tally,
        @Nullable Alert alert,
        @Nullable ScopeStatus scope,
        Duration clear,
        Beside beside,
        @Nullable AbortRequest abort) {

    /**
     * Everything but the canary.
     *
     * @param scopes other scopes with a tier in force, each with its tier
     * @param types other types whose sheddable tasks would be refused
     * @param blind why alerts may not arrive, the end of a sentence; null if they do
     */
    record Beside(
            List<String> scopes,
            List<String> types,
            @Nullable String blind) {

        Beside {
            scopes = List.copyOf(scopes);
            types = List.copyOf(types);
        }
    }

    /**
     * What became of the canaries.
     *
     * @param runs how many ended within the rule's window
     * @param underTier critical ones that were sent while the tier was in force, and succeeded
     * @param firstFailure when the first that was made to fail did
     * @param breached when the rule's threshold was exceeded
     * @param firstShed when the first was refused by a tier
     * @param lastAdmitted when a sheddable one was taken last
     */
    record Tally(
            Canaries canaries,
            int runs,
            int underTier,
            @Nullable Instant firstFailure,
            @Nullable Instant breached,
            @Nullable Instant firstShed,
            @Nullable Instant lastAdmitted) {}
}
