package io.spillway.server.web;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.degrade.ScopeStatus;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the tier engine says of its decisions, in the reader's language. It says, stores and logs English sentences; the English texts of
 * the pages are the same, so that a sentence leads to its key, and the key to the other language. What a person wrote stays as it is.
 */
final class EngineWords {

    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private static final Pattern LASTING = Pattern.compile("(\\d{1,9}) (h|min|s)");
    private static final int LONGEST = 1_000;
    private static final String UNNAMED = "engine.unnamed";
    private static final String BY_HAND = "engine.by-hand";

    /** Those that begin with a name come last: any sentence may end as they do. */
    private static final List<Sentence> SENTENCES = Stream.of(
                    "held",
                    "recovering",
                    "unclear",
                    "turned",
                    "restless",
                    "returned",
                    "ineffective",
                    "stale",
                    "landed",
                    "let-go",
                    "flapping",
                    "too-long",
                    "blind",
                    "sighted",
                    "released-because",
                    "released",
                    "below-because",
                    "below",
                    "pending",
                    "fires")
            .map(name -> Sentence.of("engine." + name))
            .toList();

    private EngineWords() {}

    /** @param pattern with a group for each place, in the order of their numbers */
    private record Sentence(String key, Pattern pattern) {

        static Sentence of(String key) {
            String[] parts = PLACE.split(english(key), -1);
            StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
            for (int i = 1; i < parts.length; i++) {
                pattern.append("(.+?)").append(Pattern.quote(parts[i]));
            }
            return new Sentence(key, Pattern.compile(pattern.toString(), Pattern.DOTALL));
        }

        String in(Format format, Matcher match) {
            Object[] parts = IntStream.range(0, match.groupCount())
                    .mapToObj(place -> part(place, match.group(place + 1), format))
                    .toArray();
            return format.text(key, parts);
        }

        private String part(int place, String said, Format format) {
            return switch (key) {
                case "engine.unclear", "engine.stale", "engine.too-long", "engine.blind" -> lasting(said, format);
                case "engine.fires", "engine.pending" -> said.equals(english(UNNAMED)) ? format.word(UNNAMED) : said;
                case "engine.released-because" -> place == 1 && isUnsaid(said) ? format.word(BY_HAND) : said;
                case "engine.below-because" -> place == 1 ? words(said, format) : said;
                default -> said;
            };
        }
    }

    private static String english(String key) {
        return Objects.requireNonNull(PageMessages.text(Locale.ENGLISH, key, "{0}", "{1}"), key);
    }

    /** Why a scope is in its state. */
    static @Nullable String of(ScopeStatus status, Format format) {
        String reason = status.reason();
        return reason == null || status.state() == ScopeStatus.State.MANUAL_HOLD ? reason : words(reason, format);
    }

    /** Why something was done: in the engine's words, where it was the engine, or a person whom it names. */
    static String of(AuditEntry entry, Format format) {
        boolean engines = entry.action().startsWith("degradation.")
                && (entry.actor().equals("engine")
                        || entry.actor().startsWith("alert:")
                        || entry.reason().startsWith("Released by " + entry.actor()));
        if (engines) {
            return words(entry.reason(), format);
        }
        boolean released = entry.action().endsWith(".release");
        return released && isUnsaid(entry.reason()) ? format.word(BY_HAND) : entry.reason();
    }

    /* What stands there where a person gave no reason. */
    private static boolean isUnsaid(String reason) {
        return reason.equals(english(BY_HAND));
    }

    private static String lasting(String said, Format format) {
        Matcher lasting = LASTING.matcher(said);
        return lasting.matches() ? format.sentence("engine.lasting." + lasting.group(2), lasting.group(1)) : said;
    }

    static String words(String said, Format format) {
        if (format.locale().getLanguage().equals(Locale.ENGLISH.getLanguage()) || said.length() > LONGEST) {
            return said;
        }
        for (Sentence each : SENTENCES) {
            Matcher match = each.pattern().matcher(said);
            if (match.matches()) {
                return each.in(format, match);
            }
        }
        return said;
    }
}
