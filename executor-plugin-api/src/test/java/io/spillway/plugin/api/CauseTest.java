package io.spillway.plugin.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class CauseTest {

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(new SQLTransientConnectionException(), Cause.DATABASE),
                Arguments.of(new SQLTransactionRollbackException(), Cause.DATABASE),
                Arguments.of(new SQLTimeoutException(), Cause.DATABASE),
                Arguments.of(new SQLRecoverableException(), Cause.DATABASE),
                Arguments.of(new SQLException("lost", "08S01"), Cause.DATABASE),
                Arguments.of(new SQLException("deadlock", "40001"), Cause.DATABASE),
                Arguments.of(new SQLException("no state"), Cause.BUG),
                Arguments.of(new SQLException("constraint", "23505"), Cause.BUG),
                Arguments.of(new SQLIntegrityConstraintViolationException(), Cause.BUG),
                Arguments.of(new SQLSyntaxErrorException(), Cause.BUG),
                Arguments.of(new ConnectException(), Cause.THIRD_PARTY),
                Arguments.of(new NoRouteToHostException(), Cause.THIRD_PARTY),
                Arguments.of(new SocketTimeoutException(), Cause.THIRD_PARTY),
                Arguments.of(new SocketException(), Cause.THIRD_PARTY),
                Arguments.of(new UnknownHostException(), Cause.THIRD_PARTY),
                Arguments.of(new HttpTimeoutException(""), Cause.THIRD_PARTY),
                Arguments.of(new HttpConnectTimeoutException(""), Cause.THIRD_PARTY),
                Arguments.of(new ClosedChannelException(), Cause.THIRD_PARTY),
                Arguments.of(new IllegalArgumentException(), Cause.INVALID),
                Arguments.of(new NumberFormatException(), Cause.INVALID),
                Arguments.of(new NullPointerException(), Cause.BUG),
                Arguments.of(new IOException(), Cause.BUG),
                Arguments.of(new StackOverflowError(), Cause.BUG),
                Arguments.of(new NoClassDefFoundError(), Cause.BUG));
    }

    @ParameterizedTest
    @MethodSource("table")
    void exceptionStandsForItsCause(Throwable thrown, Cause expected) {
        assertThat(Cause.of(thrown)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("table")
    void wrappingChangesNothing(Throwable thrown, Cause expected) {
        assertThat(Cause.of(new ExecutionException(new RuntimeException(thrown))))
                .isEqualTo(expected);
    }

    @Test
    void outermostKnownExceptionDecides() {
        Throwable thrown = new SQLTransientConnectionException("pool", new ConnectException());

        assertThat(Cause.of(thrown)).isEqualTo(Cause.DATABASE);
    }

    @Test
    void circleOfCausesEnds() {
        RuntimeException first = new RuntimeException("first");
        RuntimeException second = new RuntimeException("second", first);
        first.initCause(second);

        assertThat(Cause.of(first)).isEqualTo(Cause.BUG);
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE,true", "THIRD_PARTY,true", "THROTTLED,true", "INVALID,false",
        "BUG,true", "DEADLINE,false", "CANCELED,false", "LEASE_LOST,true"
    })
    void saysWhetherAnotherAttemptMayHelp(Cause cause, boolean retryable) {
        assertThat(cause.isRetryable()).isEqualTo(retryable);
    }

    @Test
    void hasALabelForPeople() {
        assertThat(Cause.THIRD_PARTY.label()).isEqualTo("third-party");
    }
}
