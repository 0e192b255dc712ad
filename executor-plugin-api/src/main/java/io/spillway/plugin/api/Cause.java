package io.spillway.plugin.api;

import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why an attempt failed: what retry policies tell apart, and what is counted. */
public enum Cause {
    /** A database refused or lost the connection, or asked for another try. Retried at once. */
    DATABASE(true),
    /** Another service failed or did not answer. Retried with growing pauses. */
    THIRD_PARTY(true),
    /** Another service asked to slow down. Retried no earlier than it said. */
    THROTTLED(true),
    /** The request can never succeed: unknown item, refused by a rule. Not retried. */
    INVALID(false),
    /** The handler is wrong: an exception that nobody expected, or an error of the JVM. Retried, in case it was the data's. */
    BUG(true),
    /** The attempt took longer than its type's timeout. Retried with growing pauses. */
    TIMEOUT(true),
    /** The submitter's time was used up. Not retried: there is none left. */
    DEADLINE(false),
    /** Somebody canceled the task. */
    CANCELED(false),
    /** The node that ran the task died or stood still for longer than its lease. */
    LEASE_LOST(true);

    private final boolean retryable;

    Cause(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether another attempt may help, where the handler says nothing else. */
    public boolean isRetryable() {
        return retryable;
    }

    /** As it is written in settings and in the HTTP API: {@code third-party}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The cause that an exception stands for: the first of it and its causes that is known here, else {@link #BUG}. */
    public static Cause of(Throwable thrown) {
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < 16; depth++) {
            Cause known = known(each);
            if (known != null) {
                return known;
            }
            each = each.getCause();
        }
        return BUG;
    }

    private static @Nullable Cause known(Throwable thrown) {
        if (thrown instanceof SQLTransientException || thrown instanceof SQLRecoverableException) {
            return DATABASE;
        }
        if (thrown instanceof SQLException sql) {
            return isTransient(sql.getSQLState()) ? DATABASE : BUG;
        }
        if (thrown instanceof ConnectException
                || thrown instanceof SocketTimeoutException
                || thrown instanceof SocketException
                || thrown instanceof UnknownHostException
                || thrown instanceof HttpTimeoutException
                || thrown instanceof ClosedChannelException) {
            return THIRD_PARTY;
        }
        if (thrown instanceof IllegalArgumentException) {
            return INVALID;
        }
        return null;
    }

    /* SQLSTATE classes of ISO/IEC 9075: 08 is "connection exception", 40 "transaction rollback". */
    private static boolean isTransient(@Nullable String sqlState) {
        return sqlState != null && (sqlState.startsWith("08") || sqlState.startsWith("40"));
    }
}
