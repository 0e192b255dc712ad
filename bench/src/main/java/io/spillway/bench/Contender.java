package io.spillway.bench;

/** Something that takes so many no-op tasks from their submission to their end, on an empty Redis. */
interface Contender {

    String name();

    void run(int tasks) throws Exception;
}
