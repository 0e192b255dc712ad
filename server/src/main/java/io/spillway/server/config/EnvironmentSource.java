package io.spillway.server.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Settings from environment variables: {@code SPILLWAY_POOL_MAX_WORKERS} is {@code pool.max-workers}. Below
 * {@code plugins.config}, where the keys are not known beforehand, an underscore is a hyphen and two are a dot:
 * {@code SPILLWAY_PLUGINS_CONFIG_STOCK_DEDUCT__REDIS_URL} is {@code plugins.config.stock-deduct.redis-url}.
 */
final class EnvironmentSource implements ConfigSource {

    private static final String PREFIX = "SPILLWAY_";

    /** What Kubernetes sets in every container beside a service that is named spillway. */
    private static final Pattern KUBERNETES = Pattern.compile("SPILLWAY_(SERVICE_(HOST|PORT).*|PORT(_[0-9]+_.*)?)");

    private final Map<String, Setting> settings = new TreeMap<>();

    /** @param others variables that begin with {@code SPILLWAY_} and are no settings; an empty variable is none either */
    EnvironmentSource(Map<String, String> environment, Set<String> others) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)
                    && !value.isBlank()
                    && !others.contains(name)
                    && !KUBERNETES.matcher(name).matches()) {
                settings.put(name, new Setting(name, value, "environment"));
            }
        });
    }

    static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    @Override
    public Optional<Setting> find(String key) {
        return Optional.ofNullable(settings.get(variable(key)));
    }

    @Override
    public Map<String, Setting> below(String prefix, List<String> lasts) {
        Map<String, Setting> found = new LinkedHashMap<>();
        String start = variable(prefix) + "_";
        settings.forEach((name, setting) -> {
            if (name.startsWith(start)) {
                rest(name.substring(start.length()), lasts).ifPresent(rest -> found.put(prefix + "." + rest, setting));
            }
        });
        return found;
    }

    private static Optional<String> rest(String variable, List<String> lasts) {
        if (lasts.isEmpty()) {
            int separator = variable.indexOf("__");
            boolean whole = separator > 0 && separator < variable.length() - 2;
            return whole ? Optional.of(hyphened(variable.replace("__", "."))) : Optional.empty();
        }
        return lasts.stream()
                .filter(last -> variable.endsWith("_" + suffix(last)) && variable.length() > last.length() + 1)
                .max(Comparator.comparingInt(String::length))
                .map(last -> hyphened(variable.substring(0, variable.length() - last.length() - 1)) + "." + last);
    }

    private static String suffix(String last) {
        return variable(last).substring(PREFIX.length());
    }

    private static String hyphened(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public List<Setting> all() {
        return List.copyOf(settings.values());
    }

    @Override
    public String spelling(String key) {
        return variable(key);
    }
}
