package io.spillway.executor.couponredeem;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The coupons and the ledger of redemptions, in a SQL database. */
final class Coupons {

    private static final String LEDGER = "SELECT coupon_id, order_id, redeemed_at FROM redemption ";

    private final DataSource database;
    private final Schema schema;
    private final InstantSource clock;

    Coupons(DataSource database, List<String> seed, InstantSource clock) {
        this.database = database;
        this.schema = new Schema(seed);
        this.clock = clock;
    }

    /** Creates tables and coupons at the start if the database is there; if it is not, the first redemption does. */
    void prepareIfReachable(System.Logger logger) {
        try (Connection connection = database.getConnection()) {
            schema.prepare(connection);
        } catch (SQLException e) {
            logger.log(
                    System.Logger.Level.WARNING,
                    "the coupons are not reachable yet; they are prepared at the first redemption: " + e.getMessage());
        }
    }

    /** One transaction: the coupon and the ledger change together, or neither does. */
    Redemption redeem(CouponRedemption request, String key, Duration left) throws SQLException {
        try (Connection connection = database.getConnection()) {
            schema.prepare(connection);
            Transaction transaction = new Transaction(connection, left);
            try {
                Redemption redemption = redeem(transaction, request, key);
                connection.commit();
                return redemption;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        }
    }

    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /*
     * Of two requests at the same time, the second one's UPDATE waits for the first one's commit, changes no row then,
     * and finds the first one's line in the ledger.
     */
    private Redemption redeem(Transaction transaction, CouponRedemption request, String key) throws SQLException {
        Optional<Redemption> earlier = transaction.ledger(LEDGER + "WHERE idempotency_key = ?", key);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        if (transaction.take(request)) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            transaction.record(request, key, now);
            return new Redemption.Redeemed(request.couponId(), request.orderId(), now, false);
        }
        Optional<Redemption> holder = transaction.ledger(
                LEDGER + "WHERE coupon_id = ? AND order_id = ?", request.couponId(), request.orderId());
        if (holder.isPresent()) {
            return holder.get();
        }
        return transaction.exists(request.couponId()) ? new Redemption.Taken() : new Redemption.Unknown();
    }

    /** The statements of one redemption, each of which ends when the task's time does. */
    private record Transaction(Connection connection, Duration left) {

        private PreparedStatement prepare(String sql, String... values) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setQueryTimeout(Math.toIntExact(Math.min(left.toSeconds() + 1, 60)));
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            return statement;
        }

        Optional<Redemption> ledger(String sql, String... values) throws SQLException {
            try (PreparedStatement statement = prepare(sql, values);
                    ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                Instant at = rows.getTimestamp(3).toInstant();
                return Optional.of(new Redemption.Redeemed(rows.getString(1), rows.getString(2), at, true));
            }
        }

        boolean take(CouponRedemption request) throws SQLException {
            String sql = "UPDATE coupon SET redeemed_by = ? WHERE coupon_id = ? AND redeemed_by IS NULL";
            try (PreparedStatement statement = prepare(sql, request.orderId(), request.couponId())) {
                return statement.executeUpdate() == 1;
            }
        }

        void record(CouponRedemption request, String key, Instant now) throws SQLException {
            String sql = "INSERT INTO redemption (idempotency_key, coupon_id, order_id, user_id, redeemed_at)"
                    + " VALUES (?, ?, ?, ?, ?)";
            try (PreparedStatement statement =
                    prepare(sql, key, request.couponId(), request.orderId(), request.userId())) {
                statement.setTimestamp(5, Timestamp.from(now));
                statement.executeUpdate();
            }
        }

        boolean exists(String couponId) throws SQLException {
            try (PreparedStatement statement = prepare("SELECT 1 FROM coupon WHERE coupon_id = ?", couponId);
                    ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
