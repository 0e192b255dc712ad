package io.spillway.plugin.testkit;

/** What a plugin's class loader has above it in the server: the JDK and the plugin API, and no other library. */
final class ApiOnlyClassLoader extends ClassLoader {

    private static final String API = "io.spillway.plugin.api.";

    ApiOnlyClassLoader() {
        super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(API)) {
            return Class.forName(name, false, ApiOnlyClassLoader.class.getClassLoader());
        }
        throw new ClassNotFoundException(name + " is neither in the plugin's jar nor in the JDK or the plugin API");
    }
}
