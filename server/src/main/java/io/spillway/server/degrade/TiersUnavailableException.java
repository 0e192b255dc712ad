package io.spillway.server.degrade;

import org.jspecify.annotations.Nullable;

/** The storage of the tiers did not answer, or what it holds cannot be read. The tiers last known stay in force. */
public final class TiersUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TiersUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
