package io.spillway.executor.probe;

import io.spillway.plugin.testkit.PluginJarConformance;
import java.nio.file.Path;
import java.util.List;

final class ProbeJarIT extends PluginJarConformance {

    @Override
    protected Path jar() {
        return Path.of(System.getProperty("plugin.jar"));
    }

    @Override
    protected List<String> taskTypes() {
        return List.of("probe-noop", "probe-sleep", "probe-fail", "probe-canary");
    }
}
