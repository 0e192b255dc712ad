package io.spillway.executor.couponredeem;

import io.spillway.plugin.testkit.FakePluginContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** Looks into the database beside the plugin. */
final class Ledger {

    private Ledger() {}

    /** The coupons that are redeemed, by the ledger; it is an error if the coupons themselves say otherwise. */
    static Set<String> redeemed(Path folder) throws SQLException {
        Set<String> ledger = column(folder, "SELECT coupon_id FROM redemption");
        Set<String> coupons = column(folder, "SELECT coupon_id FROM coupon WHERE redeemed_by IS NOT NULL");
        if (!ledger.equals(coupons)) {
            throw new IllegalStateException("ledger " + ledger + " and coupons " + coupons + " differ");
        }
        return ledger;
    }

    static Set<String> coupons(Path folder) throws SQLException {
        return column(folder, "SELECT coupon_id FROM coupon");
    }

    private static Set<String> column(Path folder, String sql) throws SQLException {
        CouponSettings settings = CouponSettings.of(FakePluginContext.in(folder));
        Set<String> values = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
