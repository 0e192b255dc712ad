package io.spillway.server.web;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One number of a table.
 *
 * @param mood how it stands to what was promised: {@code bad}, {@code warn}, {@code dim}, or nothing
 * @param missing there is no number, which is not a good number
 */
public record Cell(String text, String mood, boolean missing) {

    static final Cell MISSING = new Cell(Format.NONE, "dim", true);

    static Cell of(String text) {
        return new Cell(text, "", false);
    }

    /** The cell of a number that may be missing. */
    static <T> Cell of(@Nullable T number, Function<T, String> format) {
        return number == null ? MISSING : of(format.apply(number));
    }

    /** The same cell in a mood, if there is a number. */
    Cell in(String mood) {
        return missing ? this : new Cell(text, mood, false);
    }
}
