package io.spillway.server.redis;

import io.spillway.server.degrade.TiersUnavailableException;
import java.util.List;

/**
 * Which state is kept.
 *
 * @param revision empty where there are no tiers
 * @param mark tells two states of one revision apart; empty where there is none
 */
record TierHead(String revision, String mark) {

    static final String REVISION = "revision";
    static final String MARK = "mark";

    /** How many words of an answer of {@code tiers_read.lua} are the head. */
    static final int WORDS = 2;

    static TierHead of(List<?> reply) {
        return new TierHead((String) reply.get(0), (String) reply.get(1));
    }

    /** @throws TiersUnavailableException if it is no number */
    long number() {
        return revision.isEmpty() ? 0 : revision(revision);
    }

    /** @throws TiersUnavailableException if it is no number */
    static long revision(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw TierFields.unreadable(REVISION, e);
        }
    }
}
