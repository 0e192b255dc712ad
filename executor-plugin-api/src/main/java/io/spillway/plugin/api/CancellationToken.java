package io.spillway.plugin.api;

/** Tells a handler to stop, and why. */
public interface CancellationToken {

    /** True from the moment on at which the attempt's result will not be used any more. */
    boolean isCanceled();

    /**
     * Runs the action when the token is canceled, at once if it already is: to close a connection that ignores
     * interrupts, say. What the action throws is logged and otherwise ignored.
     */
    void onCancel(Runnable action);

    /** Leaves the handler if it shall stop. */
    default void throwIfCanceled() throws InterruptedException {
        if (isCanceled()) {
            throw new InterruptedException("the attempt was canceled");
        }
    }
}
