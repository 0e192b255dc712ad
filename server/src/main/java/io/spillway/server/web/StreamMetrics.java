package io.spillway.server.web;

/** Hears of clients that follow events: a port. */
@FunctionalInterface
public interface StreamMetrics {

    /** @param kind what is followed, {@code board} or {@code tasks} */
    void on(String kind, Change change);

    /** What became of a stream. */
    enum Change {
        OPENED,
        ENDED,
        /** The client read too slowly. It ends as well. */
        DROPPED
    }
}
