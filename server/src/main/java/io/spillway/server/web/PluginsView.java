package io.spillway.server.web;

import io.spillway.server.plugin.PluginStatus;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plugins, those that failed first. @param how the lines that add one */
public record PluginsView(List<Row> rows, String how) {

    private static final int SHORT_HASH = 10;
    private static final String HOW = """
            mvn -q package
            cp target/my-plugin.jar data/plugins/my-plugin.jar.tmp
            mv data/plugins/my-plugin.jar.tmp data/plugins/my-plugin.jar
            curl -H "Authorization: Bearer $SPILLWAY_TOKEN" %s/api/v1/plugins""";

    public record Row(
            String id,
            @Nullable String version,
            String file,
            @Nullable String sha,
            @Nullable String shaShort,
            String state,
            List<String> types,
            Moment since,
            @Nullable String error) {}

    static PluginsView of(List<PluginStatus> plugins, Format format, String origin) {
        return new PluginsView(
                plugins.stream()
                        .sorted(Comparator.comparing(PluginStatus::state)
                                .reversed()
                                .thenComparing(PluginStatus::id))
                        .map(plugin -> row(plugin, format))
                        .toList(),
                HOW.formatted(origin));
    }

    private static Row row(PluginStatus plugin, Format format) {
        String sha = plugin.sha256();
        return new Row(
                plugin.id(),
                plugin.version(),
                plugin.file(),
                sha,
                sha == null ? Format.NONE : sha.substring(0, Math.min(SHORT_HASH, sha.length())),
                plugin.state().name(),
                plugin.types(),
                format.moment(plugin.since()),
                plugin.error());
    }
}
