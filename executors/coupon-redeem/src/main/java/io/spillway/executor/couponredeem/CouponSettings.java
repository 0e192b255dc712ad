package io.spillway.executor.couponredeem;

import io.spillway.plugin.api.PluginContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The plugin's settings.
 *
 * @param url {@code jdbc-url}: where the coupons are; an H2 file in the plugin's data folder by default
 * @param user {@code jdbc-user}
 * @param password {@code jdbc-password}
 * @param seed {@code seed}: coupons to add if they are missing, such as {@code C1,C2}, or {@code C:1000} for C-1 to C-1000
 */
record CouponSettings(String url, String user, String password, List<String> seed) {

    private static final int MAX_SERIES = 1_000_000;

    CouponSettings {
        seed = List.copyOf(seed);
    }

    static CouponSettings of(PluginContext context) {
        return new CouponSettings(
                context.setting("jdbc-url").orElseGet(() -> embedded(context.dataDirectory())),
                context.setting("jdbc-user").orElse("spillway"),
                context.setting("jdbc-password").orElse(""),
                seed(context.setting("seed").orElse("")));
    }

    /*
     * async: a thread that is interrupted closes the FileChannel that it works on, and with it the whole database; it
     * does not close an AsynchronousFileChannel. WRITE_DELAY=0: a commit that was acknowledged is in the file when the
     * process is killed. DB_CLOSE_ON_EXIT=FALSE: the plugin closes the database, after its last task.
     */
    private static String embedded(Path folder) {
        return "jdbc:h2:async:" + folder.toAbsolutePath().resolve("coupons") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    @Override
    public String toString() {
        return "CouponSettings[url=" + url + ", user=" + user + ", seed=" + seed.size() + " coupons]";
    }

    private static List<String> seed(String text) {
        List<String> coupons = new ArrayList<>();
        for (String entry : text.isBlank() ? new String[0] : text.split(",")) {
            int colon = entry.lastIndexOf(':');
            if (colon < 0) {
                coupons.add(name(entry));
                continue;
            }
            String series = name(entry.substring(0, colon));
            int size = size(entry.substring(colon + 1).strip());
            for (int i = 1; i <= size; i++) {
                coupons.add(series + "-" + i);
            }
        }
        return coupons;
    }

    private static String name(String text) {
        String name = text.strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the setting seed holds a coupon without a name");
        }
        return name;
    }

    private static int size(String text) {
        try {
            int size = Integer.parseInt(text);
            if (size >= 1 && size <= MAX_SERIES) {
                return size;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the setting seed holds '" + text + "' where a number is meant", e);
        }
        throw new IllegalArgumentException(
                "the setting seed asks for " + text + " coupons; a series has 1 to " + MAX_SERIES);
    }
}
