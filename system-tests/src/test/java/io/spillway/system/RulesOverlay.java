package io.spillway.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shipped rules and configurations of Prometheus and Alertmanager with time shortened and the test's own ports. Only
 * times change: a threshold, a label or a route is what is shipped. What can't be found to be changed fails, so that the
 * overlay never becomes a no-op in silence.
 *
 * <p>Windows of 1 and 5 minutes become 5 and 25 s, and each wait in {@code for} a twelfth of itself as well, but 1 s at
 * least. Every interval becomes 1 s. Longer windows stay: only the error budgets look at them.
 */
final class RulesOverlay {

    private static final int FASTER = 12;
    private static final Pattern FOR = Pattern.compile("(?m)^([ \\t]*for:[ \\t]*)(\\d+)([smh])[ \\t]*$");

    private final Path folder;

    private RulesOverlay(Path folder) {
        this.folder = folder;
    }

    /**
     * Where everything listens, on this machine.
     *
     * @param people takes what Alertmanager sends to people
     */
    record Ports(int server, int alertmanager, int people) {}

    /** @param folder takes the changed copies */
    static RulesOverlay write(Path folder, Ports ports) {
        RulesOverlay overlay = new RulesOverlay(folder);
        try {
            Files.createDirectories(folder.resolve("rules"));
            Files.createDirectories(folder.resolve("secrets"));
            for (Path file : Project.files(Project.ALERT_RULES.resolve("rules"), ".yml")) {
                Files.writeString(folder.resolve("rules").resolve(file.getFileName()), rules(Files.readString(file)));
            }
            Files.createDirectories(folder.resolve("templates"));
            for (Path file : Project.files(Project.ALERT_RULES.resolve("templates"), ".tmpl")) {
                Files.writeString(folder.resolve("templates").resolve(file.getFileName()), Files.readString(file));
            }
            Files.writeString(overlay.prometheus(), prometheus(shipped("prometheus.yml"), ports));
            Files.writeString(overlay.alertmanager(), alertmanager(shipped("alertmanager.yml"), ports));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        overlay.secret("metrics-token", "none").secret("webhook-token", "none").secret("bridge-token", "none");
        return overlay;
    }

    /** Fills in a credential. */
    RulesOverlay secret(String name, String value) {
        try {
            Files.writeString(folder.resolve("secrets").resolve(name), value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Lets Prometheus send to a second Alertmanager as well. */
    RulesOverlay alsoTo(int alertmanager) {
        return changed(
                prometheus(),
                "(alertmanagers:\\s+- static_configs:\\s+- targets: \\[[^\\]]+)\\]",
                "$1, 127.0.0.1:" + alertmanager + "]");
    }

    /** Lets Alertmanager send its mails there. */
    RulesOverlay mailTo(int port) {
        return changed(alertmanager(), "(smtp_smarthost: 127\\.0\\.0\\.1):\\d+", "$1:" + port);
    }

    /**
     * Puts what is shipped as a comment, WeCom without a bridge, in the place of a receiver's bridge to WeCom.
     *
     * @param api where WeCom is said to be
     */
    RulesOverlay wecomWithoutABridge(String receiver, String api) {
        String wecom = found(alertmanager(), "(?m)(^  # +wechat_configs:\n(?:  #  .*\n)+)")
                .replaceAll("(?m)^  # ", "  ");
        return changed(
                alertmanager(),
                "(  - name: " + receiver + "\n)    webhook_configs:\n      - url: \\S+/wecom\n(?:        .*\n)+",
                "$1" + Matcher.quoteReplacement(wecom + "        api_url: " + api + "\n"));
    }

    /** A copy of Alertmanager's configuration that calls the server by way of another port. */
    Path alertmanagerBy(int port, int server) {
        try {
            String text = Files.readString(alertmanager());
            return Files.writeString(
                    folder.resolve("alertmanager-by-" + port + ".yml"),
                    replaced(text, "http://127\\.0\\.0\\.1:" + server + "/", "http://127.0.0.1:" + port + "/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RulesOverlay changed(Path file, String pattern, String replacement) {
        try {
            Files.writeString(file, replaced(Files.readString(file), pattern, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private static String found(Path file, String pattern) {
        try {
            Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
            if (!found.find()) {
                throw new AssertionError("the overlay finds no '" + pattern + "' in what is shipped");
            }
            return found.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path prometheus() {
        return folder.resolve("prometheus.yml");
    }

    Path alertmanager() {
        return folder.resolve("alertmanager.yml");
    }

    static String rules(String shipped) {
        String faster = replaced(shipped, "(?m)^([ \\t]*interval:[ \\t]*)\\S+[ \\t]*$", "$11s");
        String narrower = faster.replace("[1m]", "[5s]").replace("[5m]", "[25s]");
        return FOR.matcher(narrower).replaceAll(RulesOverlay::shorter);
    }

    private static String prometheus(String shipped, Ports ports) {
        String faster = replaced(shipped, "(scrape_interval|evaluation_interval): \\S+", "$1: 1s");
        String ours = replaced(faster, "127\\.0\\.0\\.1:8080", "127.0.0.1:" + ports.server());
        return replaced(ours, "127\\.0\\.0\\.1:9093", "127.0.0.1:" + ports.alertmanager());
    }

    private static String alertmanager(String shipped, Ports ports) {
        String faster = replaced(shipped, "(group_wait|group_interval): (?!0s)\\S+", "$1: 1s");
        String ours = replaced(faster, "http://127\\.0\\.0\\.1:8080/", "http://127.0.0.1:" + ports.server() + "/");
        String people = replaced(ours, "127\\.0\\.0\\.1:9095", "127.0.0.1:" + ports.people());
        /* No mail leaves a test, whatever listens on this machine's port 25. */
        return replaced(people, "127\\.0\\.0\\.1:25\\b", "127.0.0.1:" + ports.people());
    }

    private static String shorter(java.util.regex.MatchResult wait) {
        int seconds = Integer.parseInt(wait.group(2))
                * switch (wait.group(3)) {
                    case "h" -> 3600;
                    case "m" -> 60;
                    default -> 1;
                };
        int shorter = seconds == 0 ? 0 : Math.max(1, Math.round((float) seconds / FASTER));
        return Matcher.quoteReplacement(wait.group(1) + shorter + "s");
    }

    private static String replaced(String text, String pattern, String replacement) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new AssertionError("the overlay finds no '" + pattern + "' in what is shipped");
        }
        return found.replaceAll(replacement);
    }

    private static String shipped(String name) throws IOException {
        return Files.readString(Project.ALERT_RULES.resolve(name));
    }
}
