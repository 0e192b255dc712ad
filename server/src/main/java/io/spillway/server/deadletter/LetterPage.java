package io.spillway.server.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search found so far.
 *
 * @param looked how many letters were looked at, by this step and those before it
 * @param total how many there are to look at
 * @param next where to go on; null where all were looked at
 */
public record LetterPage(
        List<DeadLetter> letters,
        long looked,
        long total,
        @Nullable LetterCursor next) {

    public LetterPage {
        letters = List.copyOf(letters);
    }
}
