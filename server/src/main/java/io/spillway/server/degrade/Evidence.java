package io.spillway.server.degrade;

import io.spillway.server.sli.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the engine knows of the numbers, beside the alerts: a port. Its methods must not throw. */
public interface Evidence {

    /** A cluster in which nothing happens. */
    Evidence QUIET = new Evidence() {
        @Override
        public Optional<Reading> numbers() {
            return Optional.of(Reading.QUIET);
        }

        @Override
        public Map<Scope, Integer> ineffective() {
            return Map.of();
        }
    };

    /** The cluster's numbers, or empty where nobody knows them. May ask the other nodes for them. */
    Optional<Reading> numbers();

    /** The same as they were last known: waits for nobody. */
    default Optional<Reading> known() {
        return numbers();
    }

    /** For how long some node has looked at them without a break; empty where nobody could have missed anything. */
    default Optional<Duration> watched() {
        return Optional.empty();
    }

    /** How many engagements in a row had no effect, by scope; a scope that is not in it has none. */
    Map<Scope, Integer> ineffective();

    /** Types of which a breaker lets hardly anything run on a live node, so that few errors say nothing. */
    default Set<String> held() {
        return Set.of();
    }
}
