package io.spillway.executor.couponredeem;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A pool of at most 16 connections, in which nobody waits for longer than two seconds. */
final class ConnectionPool {

    private static final int CONNECTIONS = 16;
    private static final long WAIT_MILLIS = 2_000;

    private ConnectionPool() {}

    static HikariDataSource open(CouponSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("coupons");
        config.setDataSource(new DriverDataSource(driverFor(settings.url()), settings.url(), login(settings)));
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static Properties login(CouponSettings settings) {
        Properties login = new Properties();
        login.setProperty("user", settings.user());
        login.setProperty("password", settings.password());
        return login;
    }

    /* Not by DriverManager: it is one for the whole JVM, and does not see the drivers inside a plugin's jar. */
    private static Driver driverFor(String url) {
        Iterable<Driver> drivers = ServiceLoader.load(Driver.class, ConnectionPool.class.getClassLoader());
        for (Driver driver : drivers) {
            if (accepts(driver, url)) {
                return driver;
            }
        }
        String known = StreamSupport.stream(drivers.spliterator(), false)
                .map(driver -> driver.getClass().getName())
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "no driver in the plugin's jar knows the setting jdbc-url; it holds " + known);
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            throw new IllegalArgumentException("the setting jdbc-url is not a JDBC address", e);
        }
    }
}
