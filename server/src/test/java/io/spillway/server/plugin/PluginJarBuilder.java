package io.spillway.server.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a plugin from source text, and packs it. */
final class PluginJarBuilder {

    private static final String SERVICE = "META-INF/services/io.spillway.plugin.api.ExecutorPlugin";

    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> services = new ArrayList<>(List.of("acme.Acme"));

    private PluginJarBuilder() {}

    /** A plugin with one type, whose handler does nothing. */
    static PluginJarBuilder plugin(String id, String type) {
        return empty(id).type(type, "return Outcome.succeeded();");
    }

    static PluginJarBuilder empty(String id) {
        return new PluginJarBuilder()
                .manifest("Plugin-Id", id)
                .manifest("Plugin-Version", "1.0")
                .manifest("Plugin-Requires", "0.1");
    }

    PluginJarBuilder manifest(String name, String value) {
        manifest.put(name, value);
        return this;
    }

    PluginJarBuilder without(String name) {
        manifest.remove(name);
        return this;
    }

    PluginJarBuilder services(String... classes) {
        services.clear();
        services.addAll(List.of(classes));
        return this;
    }

    /** The type with a payload of {@code text} and {@code number}, and what its {@code handle} does. */
    PluginJarBuilder type(String type, String handle) {
        return handler("TaskType.of(\"" + type + "\", Note.class)", handle, "");
    }

    /** @param members further members of the handler; {@code note} is the payload, {@code context} the attempt's */
    PluginJarBuilder handler(String type, String handle, String members) {
        return entryPoint("return List.of(new Handler());", """
                public record Note(Optional<String> text, Optional<Integer> number) {}

                static final class Handler implements TaskHandler<Note> {
                    %s
                    @Override public TaskType<Note> type() { return %s; }
                    @Override public Outcome handle(TaskContext context, Note note) throws Exception { %s }
                }
                """.formatted(members, type, handle));
    }

    /** @param handlers the body of the entry point's {@code handlers}; {@code context} is the plugin's */
    PluginJarBuilder entryPoint(String handlers, String members) {
        return source("acme.Acme", """
                package acme;
                import io.spillway.plugin.api.*;
                import java.util.*;
                public final class Acme implements ExecutorPlugin {
                    @Override public List<TaskHandler<?>> handlers(PluginContext context) { %s }
                    %s
                }
                """.formatted(handlers, members));
    }

    PluginJarBuilder source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    byte[] bytes() {
        try {
            Path work = Files.createTempDirectory("spillway-plugin");
            Path jar = work.resolve("plugin.jar");
            write(compile(work), jar);
            byte[] bytes = Files.readAllBytes(jar);
            try (Stream<Path> all = Files.walk(work)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the jar there in one step, as a careful copy does. */
    Path into(Path folder, String name) {
        return put(bytes(), folder, name);
    }

    static Path put(byte[] bytes, Path folder, String name) {
        try {
            Files.createDirectories(folder);
            Path hidden = Files.write(folder.resolve("." + name), bytes);
            return Files.move(hidden, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path compile(Path work) throws IOException {
        Path classes = Files.createDirectories(work.resolve("classes"));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> each : sources.entrySet()) {
            Path file = work.resolve("src").resolve(each.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, each.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
            List<String> options = List.of(
                    "-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"), "-nowarn");
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(messages.toString());
            }
        }
        return classes;
    }

    private void write(Path classes, Path jar) throws IOException {
        Manifest written = new Manifest();
        written.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach((name, value) -> written.getMainAttributes().putValue(name, value));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, written);
                Stream<Path> files = Files.walk(classes)) {
            if (!services.isEmpty()) {
                zip.putNextEntry(new JarEntry(SERVICE));
                zip.write(String.join("\n", services).getBytes(UTF_8));
                zip.closeEntry();
            }
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
    }
}
