package io.spillway.server.alert;

import org.jspecify.annotations.Nullable;

/** The storage of the alerts did not answer, or refused. The sender must try again. */
public final class IntakeUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public IntakeUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
