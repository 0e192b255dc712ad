package io.spillway.server.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of plugins, and jars for it. */
abstract class PluginScene {

    @TempDir
    Path temp;

    PluginFixture plugins;

    @BeforeEach
    void open() {
        plugins = new PluginFixture(temp);
    }

    @AfterEach
    void close() {
        plugins.close();
    }

    List<Path> copies() throws IOException {
        try (var files = Files.list(plugins.data.resolve("plugin-copies"))) {
            return files.toList();
        }
    }

    static PluginJarBuilder saying(String text) {
        return PluginJarBuilder.empty("notes")
                .type("note", "return Outcome.succeeded(Map.of(\"said\", \"" + text + "\"));");
    }

    /** A plugin that leaves a file behind when it is closed. */
    static PluginJarBuilder closing(String handle) {
        return PluginJarBuilder.empty("notes")
                .entryPoint("data = context.dataDirectory(); return List.of(new Handler());", """
                        java.nio.file.Path data;
                        @Override public void close() {
                            try {
                                java.nio.file.Files.writeString(data.resolve("closed"), "x");
                            } catch (java.io.IOException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        public record Note() {}
                        static final class Handler implements TaskHandler<Note> {
                            @Override public TaskType<Note> type() { return TaskType.of("note", Note.class); }
                            @Override public Outcome handle(TaskContext context, Note note) throws Exception { %s }
                        }
                        """.formatted(handle));
    }
}
