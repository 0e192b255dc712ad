package io.spillway.bench;

import io.spillway.bench.plugin.BenchPlugin;
import io.spillway.plugin.api.ExecutorPlugin;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Packs the bench's plugin as a feature team would. */
final class PluginJar {

    private PluginJar() {}

    /** Puts it into a folder that a server looks into. */
    static void drop(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(folder.resolve("bench.jar")), manifest())) {
            String packageName = BenchPlugin.class.getPackageName().replace('.', '/');
            for (Path each : classes()) {
                put(jar, packageName + "/" + each.getFileName(), Files.readAllBytes(each));
            }
            put(
                    jar,
                    "META-INF/services/" + ExecutorPlugin.class.getName(),
                    BenchPlugin.class.getName().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Plugin-Id", "bench");
        main.putValue("Plugin-Version", "1");
        main.putValue("Plugin-Requires", "0.1");
        return manifest;
    }

    private static List<Path> classes() throws IOException {
        try (Stream<Path> files = Files.list(
                Path.of(BenchPlugin.class.getResource("BenchPlugin.class").toURI())
                        .resolveSibling("."))) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("package-info.class"))
                    .toList();
        } catch (URISyntaxException e) {
            throw new IOException("the bench runs from its classes", e);
        }
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
