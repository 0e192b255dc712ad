package io.spillway.server.drill;

/** Where what happens to drills is written down. Beginnings and aborts before they happen: what it throws prevents them. */
public interface DrillLog {

    void starting(DrillOrder order);

    /** What was written down before did not happen. */
    void refused(DrillOrder order, String why);

    void aborting(AbortRequest request);

    /** Must not throw. */
    void ended(Drill drill);
}
