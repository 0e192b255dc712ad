package io.spillway.executor.httprequest;

import io.spillway.plugin.testkit.PluginJarConformance;
import java.nio.file.Path;
import java.util.List;

final class HttpRequestJarIT extends PluginJarConformance {

    @Override
    protected Path jar() {
        return Path.of(System.getProperty("plugin.jar"));
    }

    @Override
    protected List<String> taskTypes() {
        return List.of("http-request");
    }
}
