package io.spillway.server.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Values as they may be shown: without passwords. */
final class Redacted {

    private static final Pattern SECRET_KEY = Pattern.compile(".*(password|token|secret)");
    /** Up to the last sign of its kind: a password that was not written as it must be has one in it. */
    private static final Pattern USER_INFO = Pattern.compile("//\\S*@");

    private static final Pattern PARAMETER = Pattern.compile("(?i)((?:password|token|secret)=)[^&;\\s]+");

    private Redacted() {}

    static String value(String key, String value) {
        if (SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
            return "***";
        }
        String withoutUser = USER_INFO.matcher(value).replaceAll("//***@");
        return PARAMETER.matcher(withoutUser).replaceAll("$1***");
    }
}
