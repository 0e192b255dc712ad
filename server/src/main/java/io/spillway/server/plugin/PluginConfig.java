package io.spillway.server.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where plugins come from, and what they are told.
 *
 * @param folders looked into in this order; one that does not exist counts as empty
 * @param settings by plugin id, then by key
 * @param dataDirectory the server's folder, in which the plugins get theirs
 */
public record PluginConfig(List<Path> folders, Map<String, Map<String, String>> settings, Path dataDirectory) {

    public PluginConfig {
        folders = List.copyOf(folders);
        settings = settings.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> Map.copyOf(each.getValue())));
    }

    /** The same with one more folder, looked into before the others: the plugins that come with the server. */
    public PluginConfig withFolderFirst(Path folder) {
        List<Path> all = new ArrayList<>();
        all.add(folder);
        all.addAll(folders);
        return new PluginConfig(all, settings, dataDirectory);
    }

    Map<String, String> settingsOf(String pluginId) {
        return settings.getOrDefault(pluginId, Map.of());
    }

    /** Private copies of the jars that are loaded, so that a file that is replaced does not change under its classes. */
    Path copies() {
        return dataDirectory.resolve("plugin-copies");
    }

    Path dataOf(String pluginId) {
        return dataDirectory.resolve("plugin-data").resolve(pluginId);
    }

    Path disabledFile() {
        return dataDirectory.resolve("disabled-plugins");
    }
}
