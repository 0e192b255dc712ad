package io.spillway.server.alertmanager;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where Alertmanager is, and what it is used for beside its webhook.
 *
 * @param urls of each member of its cluster, never of a load balancer; none turns all of it off
 * @param tokenFile holds the token that each request carries; read anew each time, so that it can be changed
 * @param receiver the receiver that delivers here: what is not routed to it is none of our business
 * @param lease how long an alert that fires may go without being repeated: repeat interval and twice the group interval
 * @param announce whether changes of tiers are posted as alerts
 */
public record AlertmanagerConfig(
        List<URI> urls,
        Optional<Path> tokenFile,
        String receiver,
        Duration reconcileEvery,
        Duration lease,
        boolean announce) {

    public static final AlertmanagerConfig OFF = new AlertmanagerConfig(
            List.of(), Optional.empty(), "spillway", Duration.ofSeconds(30), Duration.ofMinutes(6), true);

    public AlertmanagerConfig {
        urls = urls.stream().map(AlertmanagerConfig::checked).toList();
        if (receiver.isBlank()) {
            throw new IllegalArgumentException("the receiver needs a name");
        }
        if (reconcileEvery.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "Alertmanager is asked once a second at the most, not each " + reconcileEvery.toMillis() + " ms");
        }
        if (!lease.isPositive()) {
            throw new IllegalArgumentException("the lease must be above zero");
        }
    }

    public boolean isConfigured() {
        return !urls.isEmpty();
    }

    /* Without its last slash, so that a path can follow it. */
    private static URI checked(URI url) {
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("an address is one such as http://alertmanager:9093");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an address holds no password: a token goes into the token file");
        }
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }
}
