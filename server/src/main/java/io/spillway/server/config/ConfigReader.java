package io.spillway.server.config;

import io.spillway.plugin.api.Pause;
import io.spillway.server.plugin.NearestName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads keys from sources, and remembers which. A value that is wrong becomes a problem, and reading goes on with the
 * default, so that {@link #finish} can name all problems at once. What was never read is an unknown key.
 */
public final class ConfigReader {

    private final List<ConfigSource> sources;
    private final List<String> problems;
    private final Map<String, ConfigKey> keys = new LinkedHashMap<>();
    private final Map<String, String> effective = new TreeMap<>();
    private final Set<Setting> used = new HashSet<>();

    /** @param sources the later one wins */
    ConfigReader(List<ConfigSource> sources, List<String> problems) {
        this.sources = List.copyOf(sources);
        this.problems = new ArrayList<>(problems);
    }

    /** @param defaultValue as one would write it: {@code 30s} */
    public Duration duration(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, Values::duration);
    }

    /** A number of bytes. */
    public long size(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, Values::size);
    }

    public int integer(String key, int defaultValue, int min, int max, String help) {
        return read(key, Integer.toString(defaultValue), help, text -> Values.integer(text, min, max));
    }

    /** A number from 0 to 1. */
    public double ratio(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, Values::ratio);
    }

    public boolean flag(String key, boolean defaultValue, String help) {
        return read(key, Boolean.toString(defaultValue), help, Values::flag);
    }

    /** Pauses before attempts, with commas between them, or a YAML list. */
    public List<Pause> pauses(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, Values::pauses);
    }

    /** One of the choices, of which the first is the default. */
    public String choice(String key, List<String> choices, String help) {
        return read(key, choices.getFirst(), help, text -> Values.choice(text, choices));
    }

    public String text(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, Function.identity());
    }

    /** A text that need not be there; an empty one counts as none. */
    public Optional<String> optionalText(String key, String help) {
        return Optional.of(text(key, "", help)).filter(each -> !each.isBlank());
    }

    /** A value that need not be there, of a family that {@link #describe} has described. */
    <T> Optional<T> optional(String key, Function<String, T> form) {
        Optional<Setting> given = given(key);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Setting setting = given.get();
        effective.put(key, setting.value());
        try {
            return Optional.of(form.apply(setting.value().strip()));
        } catch (IllegalArgumentException e) {
            problems.add(setting.origin() + ": " + setting.name() + " is '" + setting.value() + "' and must be "
                    + e.getMessage());
            return Optional.empty();
        }
    }

    /** A value that need not be there. @param parse throws as {@link Values} does */
    public <T> Optional<T> optional(String key, String help, Function<String, T> parse) {
        return read(key, "", help, text -> text.isBlank() ? Optional.empty() : Optional.of(parse.apply(text)));
    }

    /** Texts with commas between them, or a YAML list. */
    public List<String> list(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, Values::list);
    }

    /** Whole numbers with commas between them, or a YAML list. */
    public List<Integer> integers(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, Values::integers);
    }

    public Path path(String key, String defaultValue, String help) {
        return read(key, defaultValue, help, ConfigReader::toPath);
    }

    /** The path of a file that need not be named. */
    public Optional<Path> optionalPath(String key, String help) {
        return optional(key, help, ConfigReader::toPath);
    }

    public List<Path> paths(String key, String defaultValue, String help) {
        return read(
                key,
                defaultValue,
                help,
                text -> Values.list(text).stream().map(ConfigReader::toPath).toList());
    }

    /**
     * The names that stand between a prefix and one of the last parts: of {@code sla.objectives.stock-deduct.success}
     * the {@code stock-deduct}.
     */
    public Set<String> names(String prefix, List<String> lasts) {
        Set<String> names = new TreeSet<>();
        for (ConfigSource source : sources) {
            for (String key : source.below(prefix, lasts).keySet()) {
                String rest = key.substring(prefix.length() + 1);
                names.add(rest.substring(0, rest.indexOf('.')));
            }
        }
        return names;
    }

    /** What stands below a prefix as {@code <prefix>.<name>.<key>}, where every name and key is allowed. */
    public Map<String, Map<String, String>> entries(String prefix, String pattern, String help) {
        keys.putIfAbsent(pattern, new ConfigKey(pattern, "", help));
        Map<String, Map<String, String>> entries = new TreeMap<>();
        for (ConfigSource source : sources) {
            source.below(prefix, List.of()).forEach((key, setting) -> {
                String rest = key.substring(prefix.length() + 1);
                int dot = rest.indexOf('.');
                used.add(setting);
                effective.put(key, Redacted.value(key, setting.value()));
                entries.computeIfAbsent(rest.substring(0, dot), name -> new TreeMap<>())
                        .put(rest.substring(dot + 1), setting.value());
            });
        }
        return entries;
    }

    /** Describes a family of keys, such as {@code sla.objectives.<type>.success}, for the table. */
    public void describe(String pattern, String defaultValue, String help) {
        keys.putIfAbsent(pattern, new ConfigKey(pattern, defaultValue, help));
    }

    /**
     * Builds a record from values that were read. What its constructor refuses becomes a problem.
     *
     * @param keys what the message names: the keys that the values come from
     */
    public <T> T build(String keys, T otherwise, Supplier<T> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            problem(keys + ": " + e.getMessage());
            return otherwise;
        }
    }

    public void problem(String problem) {
        problems.add(problem);
    }

    /** Ends the reading: refuses it if there was any problem, an unknown key included. */
    public void finish() {
        for (ConfigSource source : sources) {
            for (Setting setting : source.all()) {
                if (!used.contains(setting)) {
                    problems.add(unknown(source, setting));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private String unknown(ConfigSource source, Setting setting) {
        List<String> spellings = keys.keySet().stream().map(source::spelling).toList();
        String section = source.spelling(setting.name() + ".");
        List<String> inside =
                spellings.stream().filter(each -> each.startsWith(section)).toList();
        Optional<String> outer = spellings.stream()
                .filter(each -> setting.name().startsWith(each + "."))
                .findFirst();
        String hint;
        if (!inside.isEmpty()) {
            hint = "; it is a section, with " + String.join(", ", inside);
        } else if (outer.isPresent()) {
            hint = "; " + outer.get() + " has one value, and nothing below it";
        } else {
            hint = NearestName.of(setting.name(), spellings)
                    .map(each -> "; did you mean " + each + "?")
                    .orElse("");
        }
        return setting.origin() + ": unknown key " + setting.name() + hint;
    }

    /** The keys that were read, in that order. */
    Collection<ConfigKey> keys() {
        return List.copyOf(keys.values());
    }

    /** The values that hold, as they may be shown, by key. */
    Map<String, String> effective() {
        return Map.copyOf(effective);
    }

    private <T> T read(String key, String defaultValue, String help, Function<String, T> parse) {
        keys.putIfAbsent(key, new ConfigKey(key, defaultValue, help));
        Optional<Setting> given = given(key);
        effective.put(key, Redacted.value(key, given.map(Setting::value).orElse(defaultValue)));
        if (given.isEmpty()) {
            return parse.apply(defaultValue);
        }
        try {
            return parse.apply(given.get().value().strip());
        } catch (IllegalArgumentException e) {
            Setting setting = given.get();
            problems.add(setting.origin() + ": " + setting.name() + " is '" + Redacted.value(key, setting.value())
                    + "' and must be " + e.getMessage());
            return parse.apply(defaultValue);
        }
    }

    private Optional<Setting> given(String key) {
        Optional<Setting> given = Optional.empty();
        for (ConfigSource source : sources) {
            Optional<Setting> found = source.find(key);
            found.ifPresent(used::add);
            given = found.isPresent() ? found : given;
        }
        return given;
    }

    private static Path toPath(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path of a file or folder", e);
        }
    }
}
