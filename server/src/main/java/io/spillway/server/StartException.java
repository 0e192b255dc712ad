package io.spillway.server;

/** The server can't start, for a reason that the operator can mend: the message is the sentence to print. */
public final class StartException extends Exception {

    private static final long serialVersionUID = 1;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
