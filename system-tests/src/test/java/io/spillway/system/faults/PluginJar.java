package io.spillway.system.faults;

import io.spillway.system.faults.plugin.FaultsPlugin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The jar of {@link FaultsPlugin}, made of the classes of its package. */
final class PluginJar {

    static final String ID = "faults";

    /** What one of the misdeeds misses. */
    private static final String LEFT_OUT = "NotPacked.class";

    private PluginJar() {}

    /** Packs it into the folder, which is made if it is not there. */
    static void into(Path folder) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Plugin-Id", ID);
        attributes.putValue("Plugin-Version", "1");
        attributes.putValue("Plugin-Requires", "0.1");
        try {
            Files.createDirectories(folder);
            try (OutputStream file = Files.newOutputStream(folder.resolve(ID + ".jar"));
                    JarOutputStream jar = new JarOutputStream(file, manifest)) {
                add(
                        jar,
                        "META-INF/services/io.spillway.plugin.api.ExecutorPlugin",
                        FaultsPlugin.class.getName().getBytes(StandardCharsets.UTF_8));
                addClasses(jar);
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError("the plugin could not be packed", e);
        }
    }

    private static void addClasses(JarOutputStream jar) throws IOException, URISyntaxException {
        String packagePath = FaultsPlugin.class.getPackageName().replace('.', '/');
        Path classes = Path.of(FaultsPlugin.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(packagePath);
        try (var files = Files.list(classes)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.equals(LEFT_OUT)) {
                    add(jar, packagePath + "/" + name, Files.readAllBytes(file));
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
