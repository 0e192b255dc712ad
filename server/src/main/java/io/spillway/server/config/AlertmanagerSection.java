package io.spillway.server.config;

import io.spillway.server.alertmanager.AlertmanagerConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of what Alertmanager is asked and told. */
final class AlertmanagerSection {

    private AlertmanagerSection() {}

    static AlertmanagerConfig read(ConfigReader reader) {
        AlertmanagerConfig standard = AlertmanagerConfig.OFF;
        List<String> urls = reader.list(
                "alertmanager.urls",
                "",
                "Every Alertmanager that delivers here, to ask it what fires; none: what is unsure stays in force.");
        Optional<Path> tokenFile = reader.optional(
                "alertmanager.token-file", "A file with the bearer token for Alertmanager, if it needs one.", Path::of);
        String receiver = reader.text(
                "alertmanager.receiver",
                standard.receiver(),
                "The receiver in Alertmanager's routes that delivers here.");
        Duration every = reader.duration(
                "alertmanager.reconcile-every",
                Values.text(standard.reconcileEvery()),
                "How often Alertmanager is asked; at once where notices leave something open.");
        Duration lease = reader.duration(
                "alertmanager.lease",
                Values.text(standard.lease()),
                "A firing alert that goes unrepeated for longer is flagged as stale: its repeat interval and twice its group interval.");
        boolean announce = reader.flag(
                "alertmanager.announce",
                standard.announce(),
                "Whether changes of tiers are posted to Alertmanager, for people.");
        return reader.build(
                "alertmanager",
                standard,
                () -> new AlertmanagerConfig(
                        urls.stream().map(URI::create).toList(), tokenFile, receiver, every, lease, announce));
    }
}
