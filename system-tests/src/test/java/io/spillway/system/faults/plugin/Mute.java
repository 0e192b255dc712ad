package io.spillway.system.faults.plugin;

/** An error that throws whenever somebody wants to know something of it. */
final class Mute extends Error {

    @Override
    public String getMessage() {
        throw new IllegalStateException("no message");
    }

    @Override
    public synchronized Throwable getCause() {
        throw new IllegalStateException("no cause");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
        throw new IllegalStateException("no stack trace");
    }

    @Override
    public String toString() {
        throw new IllegalStateException("no text");
    }
}
