package io.spillway.server.deadletter;

import java.util.function.ObjIntConsumer;

/**
 * Hears of what was done with dead letters: of the type, and of how many.
 *
 * @param replayed they wait in their queue again, or new tasks do in their place
 */
public record LetterEvents(ObjIntConsumer<String> replayed, ObjIntConsumer<String> discarded) {}
