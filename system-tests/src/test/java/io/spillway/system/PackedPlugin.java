package io.spillway.system;

import io.spillway.plugin.api.ExecutorPlugin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A jar made of all classes of a plugin's package.
 *
 * @param leftOut class files that the jar shall lack
 */
public record PackedPlugin(String id, Class<? extends ExecutorPlugin> plugin, Set<String> leftOut) {

    /** Packs it into the folder, which is made if it is not there. */
    public void into(Path folder) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Plugin-Id", id);
        attributes.putValue("Plugin-Version", "1");
        attributes.putValue("Plugin-Requires", "0.1");
        try {
            Files.createDirectories(folder);
            try (OutputStream file = Files.newOutputStream(folder.resolve(id + ".jar"));
                    JarOutputStream jar = new JarOutputStream(file, manifest)) {
                add(
                        jar,
                        "META-INF/services/io.spillway.plugin.api.ExecutorPlugin",
                        plugin.getName().getBytes(StandardCharsets.UTF_8));
                addClasses(jar);
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError("the plugin " + id + " could not be packed", e);
        }
    }

    private void addClasses(JarOutputStream jar) throws IOException, URISyntaxException {
        String packagePath = plugin.getPackageName().replace('.', '/');
        Path classes = Path.of(plugin.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(packagePath);
        for (Path file : Project.files(classes, ".class")) {
            String name = file.getFileName().toString();
            if (!leftOut.contains(name)) {
                add(jar, packagePath + "/" + name, Files.readAllBytes(file));
            }
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
