package io.spillway.executor.httprequest;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The hosts that tasks may call: {@code host} for each port of it, {@code host:port} for one. A host is compared by its
 * name as it is written, without looking it up.
 */
record AllowedHosts(Set<String> entries) {

    static final String SETTING = "allowed-hosts";

    private static final Pattern ENTRY = Pattern.compile("([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    AllowedHosts {
        entries = Set.copyOf(entries);
    }

    /** @param text entries separated by commas; none allows nothing */
    static AllowedHosts parse(String text) {
        Set<String> entries = Arrays.stream(text.split(","))
                .map(entry -> entry.strip().toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .collect(Collectors.toSet());
        for (String entry : entries) {
            if (!ENTRY.matcher(entry).matches()) {
                throw new IllegalArgumentException(
                        "the setting " + SETTING + " holds '" + entry + "', which is neither host nor host:port");
            }
        }
        return new AllowedHosts(entries);
    }

    boolean allow(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return entries.contains(host) || entries.contains(host + ":" + port(url));
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }
}
