package io.spillway.server.pool;

/** How many workers may be busy at this moment. The pool asks before each task, so an answer may change at any time. */
public interface ConcurrencyLimit {

    int workers();
}
