package io.spillway.server.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The class loader of one plugin. It sees the JDK, the plugin API, and the plugin's own jar: nothing of the server, so
 * a plugin brings its libraries in whichever version it likes.
 */
final class PluginClassLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** @param jar a private copy: a file that is replaced under an open loader makes its classes unreadable */
    PluginClassLoader(String pluginId, Path jar) {
        super("plugin " + pluginId, new URL[] {url(jar)}, new SharedClasses(PluginClassLoader.class.getClassLoader()));
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
    }

    /** Services come from the jar alone: a provider that the server knows is of no use to a plugin that does not. */
    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/services/") ? findResources(name) : super.getResources(name);
    }

    /** What all plugins and the server have in common: the JDK's classes, and the API's from the server's loader. */
    private static final class SharedClasses extends ClassLoader {

        private final @Nullable ClassLoader server;

        SharedClasses(@Nullable ClassLoader server) {
            super(ClassLoader.getPlatformClassLoader());
            this.server = server;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.spillway.plugin.api.") || name.startsWith("org.jspecify.annotations.")) {
                return Class.forName(name, false, server);
            }
            throw new ClassNotFoundException(name);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith("META-INF/services/") ? Collections.emptyEnumeration() : super.getResources(name);
        }
    }
}
