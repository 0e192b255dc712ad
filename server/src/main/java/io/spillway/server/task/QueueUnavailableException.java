package io.spillway.server.task;

/** The storage behind the queue did not answer, or refused. Worth another try a little later. */
public final class QueueUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public QueueUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
