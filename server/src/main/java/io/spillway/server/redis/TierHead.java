package io.spillway.server.redis;

import io.spillway.server.degrade.TiersUnavailableException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept beside the scopes' fields.
 *
 * @param revision null where there are no tiers
 * @param mark of the present state; empty where there is none
 * @param last what the last change was: revision and mark of the state that it led to, the mark before it ({@code -} if
 *     everything was written anew), and the fields that differ, separated by spaces. Empty where these are many. Of another state
 *     where a node has written since that knows nothing of it; null where none did that does.
 */
record TierHead(
        @Nullable String revision, String mark, @Nullable String last) {

    static final String REVISION = "revision";
    static final String MARK = "mark";
    static final String LAST = "last";
    static final String[] FIELDS = {REVISION, MARK, LAST};

    private static final int MOST = 32;

    /** @param texts of {@link #FIELDS} */
    static TierHead of(List<@Nullable String> texts) {
        String mark = texts.get(1);
        return new TierHead(texts.get(0), mark == null ? "" : mark, texts.get(2));
    }

    /** The fields that differ from the state with that mark; empty if that is not known. */
    Optional<List<String>> changedSince(String known) {
        if (last == null || revision == null || known.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = Arrays.asList(last.split(" ", -1));
        if (words.size() < 3 || !words.subList(0, 3).equals(List.of(revision, mark, known))) {
            return Optional.empty();
        }
        List<String> fields = words.subList(3, words.size());
        return fields.size() <= MOST && fields.stream().allMatch(TierFields::isOfScope)
                ? Optional.of(fields)
                : Optional.empty();
    }

    long number() {
        return revision == null ? 0 : revision(revision);
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
