package io.spillway.server.pool;

/** The right to run one piece of work. Given back when the work ends, or by {@link #close} where it was not used. */
public interface Permit extends AutoCloseable {

    /**
     * Starts the work on a thread of its own, and gives the permit back when it ends.
     *
     * @param name of the thread
     * @param cpuBound true for a platform thread, which computing work needs in order not to hold up the others
     */
    Thread run(String name, boolean cpuBound, Runnable work);

    /** Gives an unused permit back. Does nothing once {@link #run} was called. */
    @Override
    void close();
}
