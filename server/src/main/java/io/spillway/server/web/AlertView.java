package io.spillway.server.web;

import io.spillway.plugin.api.Tier;
import io.spillway.server.alert.Alert;
import io.spillway.server.degrade.Scope;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One alert as the pages show it.
 *
 * @param mood {@code bad}, {@code warn} or {@code info}, by severity
 * @param drives the tier that it asks for; null if it is only shown
 * @param inForce whether a tier is in force because of it
 * @param source a link to its expression, http or https only
 * @param runbookFile the runbook's path, where it is no link but a file that was delivered with the rules
 * @param flags what is unsure or special about it, each the end of a message's key
 */
public record AlertView(
        String fingerprint,
        boolean firing,
        String name,
        String severity,
        String mood,
        @Nullable String summary,
        @Nullable String description,
        List<Label> labels,
        Moment starts,
        String lasting,
        @Nullable Badge drives,
        boolean inForce,
        @Nullable String source,
        @Nullable String runbook,
        @Nullable String runbookFile,
        List<String> flags) {

    private static final Set<String> SHOWN_ELSEWHERE = Set.of("alertname", "severity");

    private static final Pattern RUNBOOK_FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}\\.md");

    public record Label(String name, String value) {}

    /** What an alert asks for. */
    record Asked(Tier tier, Scope scope) {}

    static AlertView of(Alert alert, Optional<Asked> asked, Set<String> driving, Format format) {
        Instant end = alert.endsAt();
        String severity = alert.label("severity");
        return new AlertView(
                alert.fingerprint(),
                alert.isFiring(),
                named(alert),
                severity.isEmpty() ? Format.NONE : severity,
                mood(severity),
                annotation(alert, "summary"),
                annotation(alert, "description"),
                alert.labels().entrySet().stream()
                        .filter(entry -> !SHOWN_ELSEWHERE.contains(entry.getKey())
                                && !entry.getValue().isBlank())
                        .map(entry -> new Label(entry.getKey(), entry.getValue()))
                        .toList(),
                format.moment(alert.startsAt()),
                format.lasting(Duration.between(alert.startsAt(), end == null ? format.now() : end)),
                asked.map(each -> Badge.of(each.tier(), each.scope())).orElse(null),
                driving.contains(alert.fingerprint()),
                link(alert.generatorUrl()),
                link(alert.annotations().get("runbook_url")),
                file(alert.annotations().get("runbook_url")),
                flags(alert));
    }

    private static List<String> flags(Alert alert) {
        List<String> flags = new ArrayList<>();
        if (alert.isAmbiguous()) {
            flags.add("ambiguous");
        }
        if (alert.isMuted()) {
            flags.add("muted");
        }
        return List.copyOf(flags);
    }

    AlertView flagged(String flag) {
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return new AlertView(
                fingerprint,
                firing,
                name,
                severity,
                mood,
                summary,
                description,
                labels,
                starts,
                lasting,
                drives,
                inForce,
                source,
                runbook,
                runbookFile,
                List.copyOf(more));
    }

    static String named(Alert alert) {
        String name = alert.label("alertname");
        return name.isEmpty() ? alert.fingerprint() : name;
    }

    /** The text if it is a link that may be followed: others could run scripts. */
    static @Nullable String link(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            return web && uri.getHost() != null ? text : null;
        } catch (URISyntaxException notALink) {
            return null;
        }
    }

    private static @Nullable String file(@Nullable String text) {
        return text != null && RUNBOOK_FILE.matcher(text).matches() ? text : null;
    }

    private static @Nullable String annotation(Alert alert, String name) {
        String text = alert.annotations().get(name);
        return text == null || text.isBlank() ? null : text;
    }

    private static String mood(String severity) {
        return switch (severity) {
            case "critical", "page" -> "bad";
            case "warning" -> "warn";
            default -> "info";
        };
    }
}
