package io.spillway.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings that are written with their dotted keys: a file's, or the command line's. */
final class DottedSource implements ConfigSource {

    private final Map<String, Setting> settings;

    DottedSource(Map<String, Setting> settings) {
        this.settings = new LinkedHashMap<>(settings);
    }

    static DottedSource ofFlags(Map<String, String> flags) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        flags.forEach((key, value) -> settings.put(key, new Setting(key, value, "command line")));
        return new DottedSource(settings);
    }

    @Override
    public Optional<Setting> find(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    @Override
    public Map<String, Setting> below(String prefix, List<String> lasts) {
        Map<String, Setting> found = new LinkedHashMap<>();
        settings.forEach((key, setting) -> {
            if (isBelow(key, prefix + ".", lasts)) {
                found.put(key, setting);
            }
        });
        return found;
    }

    private static boolean isBelow(String key, String start, List<String> lasts) {
        if (!key.startsWith(start)) {
            return false;
        }
        String rest = key.substring(start.length());
        int dot = rest.indexOf('.');
        return dot > 0 && dot < rest.length() - 1 && (lasts.isEmpty() || lasts.contains(rest.substring(dot + 1)));
    }

    @Override
    public List<Setting> all() {
        return List.copyOf(settings.values());
    }

    @Override
    public String spelling(String key) {
        return key;
    }
}
