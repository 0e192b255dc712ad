package io.spillway.server.plugin;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the plugin API. */
record ApiVersion(int major, int minor) {

    /** What this server offers. */
    static final ApiVersion CURRENT = new ApiVersion(0, 1);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(\\.[0-9]+)?");

    static Optional<ApiVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether a plugin that was built for the given version runs on this one. Before 1.0 any change may break it. */
    boolean fits(ApiVersion required) {
        return major == required.major && (major == 0 ? minor == required.minor : minor >= required.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
