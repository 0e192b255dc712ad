package io.spillway.server.submit;

import java.util.Optional;

/** Says whether the storage behind the queue has room for more tasks. Asked for each submission, so it answers from memory. */
@FunctionalInterface
public interface Room {

    /** Lets everything through. */
    Room ENOUGH = Optional::empty;

    /** Why nothing can be submitted now, in a sentence for the caller; or empty. */
    Optional<String> refusal();
}
