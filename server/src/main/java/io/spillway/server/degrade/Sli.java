package io.spillway.server.degrade;

import io.spillway.server.sli.Count;
import io.spillway.server.sli.Reading;
import java.time.Duration;
import java.util.Set;

/**
 * How a scope fares now, over all nodes. What is shed or canceled counts neither as a run nor as an error.
 *
 * @param window how much time the counts are of
 * @param age of the oldest number among them
 */
public record Sli(long runs, long errors, Duration window, Duration age) {

    /**
     * The numbers of a scope: of one type, of the core types together, or of the site's HTTP answers.
     *
     * @param core the core types
     */
    public static Sli of(Scope scope, Reading reading, Set<String> core) {
        Count count = switch (scope) {
            case Scope.Service(String type) -> reading.type(type);
            case Scope.Core() -> reading.sum(core);
            case Scope.Site() -> reading.http();
        };
        return new Sli(count.runs(), count.errors(), reading.window(), reading.age());
    }

    /**
     * The share of errors, where runs that are missing to the volume count as good ones: a few errors of a few runs prove
     * nothing, and no traffic at all is no error.
     *
     * @param perMinute the volume
     */
    double ratio(long perMinute) {
        double volume = Math.max(runs, volume(perMinute));
        return volume == 0 ? 0 : errors / volume;
    }

    /** The share of errors as it is; 0 without runs. */
    public double share() {
        return runs == 0 ? 0 : (double) errors / runs;
    }

    /** Whether there are enough runs to judge by. */
    public boolean hasVolume(long perMinute) {
        return runs > 0 && runs >= volume(perMinute);
    }

    private double volume(long perMinute) {
        return perMinute * (double) window.toMillis() / Duration.ofMinutes(1).toMillis();
    }
}
