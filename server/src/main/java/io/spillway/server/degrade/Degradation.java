package io.spillway.server.degrade;

import java.util.List;

/**
 * What is in force everywhere, at one revision.
 *
 * @param revision grows by one with each change, over all nodes
 * @param scopes every scope that is not plainly normal, and always {@code core} and {@code site}
 */
public record Degradation(long revision, List<ScopeStatus> scopes) {

    public Degradation {
        scopes = List.copyOf(scopes);
    }
}
