package io.spillway.server.web;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the tier engine says of its decisions, in the reader's language. It says, stores and logs English sentences; the English texts of
 * the pages are the same, so that a sentence leads to its key, and the key to the other language. What is none of them, such as what a
 * person wrote, stays as it is.
 */
final class EngineWords {

    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private static final Pattern LASTING = Pattern.compile("(\\d{1,9}) (h|min|s)");
    private static final int LONGEST = 1_000;

    /** Those that say more come before those that say less. */
    private static final List<Sentence> SENTENCES = Stream.of(
                    "pending",
                    "fires",
                    "unnamed",
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
                    "below")
            .map(name -> Sentence.of("engine." + name))
            .toList();

    private EngineWords() {}

    /** @param pattern with a group for each place, in the order of their numbers */
    private record Sentence(String key, Pattern pattern) {

        static Sentence of(String key) {
            String english = Objects.requireNonNull(PageMessages.text(Locale.ENGLISH, key, "{0}", "{1}"), key);
            String[] parts = PLACE.split(english, -1);
            StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
            for (int i = 1; i < parts.length; i++) {
                pattern.append("(.+?)").append(Pattern.quote(parts[i]));
            }
            return new Sentence(key, Pattern.compile(pattern.toString(), Pattern.DOTALL));
        }

        Optional<Matcher> match(String text) {
            return Optional.of(pattern.matcher(text)).filter(Matcher::matches);
        }
    }

    static @Nullable String of(@Nullable String said, Format format) {
        return said == null ? null : words(said, format);
    }

    static String words(String said, Format format) {
        if (format.locale().getLanguage().equals(Locale.ENGLISH.getLanguage()) || said.length() > LONGEST) {
            return said;
        }
        Matcher lasting = LASTING.matcher(said);
        if (lasting.matches()) {
            return format.sentence("lasting." + lasting.group(2), lasting.group(1));
        }
        for (Sentence each : SENTENCES) {
            Optional<Matcher> match = each.match(said);
            if (match.isPresent()) {
                Object[] parts = IntStream.rangeClosed(1, match.get().groupCount())
                        .mapToObj(group -> words(match.get().group(group), format))
                        .toArray();
                return format.text(each.key(), parts);
            }
        }
        return said;
    }
}
