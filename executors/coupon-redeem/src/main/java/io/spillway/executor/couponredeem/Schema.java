package io.spillway.executor.couponredeem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The tables, and the coupons that shall be in them: created once, as soon as the database is there. */
final class Schema {

    private static final int BATCH = 1_000;

    private final List<String> seed;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean prepared;

    Schema(List<String> seed) {
        this.seed = List.copyOf(seed);
    }

    void prepare(Connection connection) throws SQLException {
        if (prepared) {
            return;
        }
        lock.lock();
        try {
            if (!prepared) {
                createTables(connection);
                addCoupons(connection);
                connection.commit();
                prepared = true;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : resource("schema.sql").split(";")) {
                if (!table.isBlank()) {
                    statement.execute(table);
                }
            }
        }
    }

    private void addCoupons(Connection connection) throws SQLException {
        String sql = "INSERT INTO coupon (coupon_id) SELECT ? FROM DUAL"
                + " WHERE NOT EXISTS (SELECT 1 FROM coupon WHERE coupon_id = ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int waiting = 0;
            for (String coupon : seed) {
                statement.setString(1, coupon);
                statement.setString(2, coupon);
                statement.addBatch();
                if (++waiting == BATCH) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                statement.executeBatch();
            }
        }
    }

    private static String resource(String name) {
        try (InputStream stream = Schema.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the plugin's jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
