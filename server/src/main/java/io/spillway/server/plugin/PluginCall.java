package io.spillway.server.plugin;

/** Calls into a plugin with its class loader as the thread's, and puts the thread's own back afterwards. */
final class PluginCall {

    private PluginCall() {}

    static <T, E extends Exception> T in(ClassLoader loader, Body<T, E> body) throws E {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return body.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** What was thrown, in words that survive a broken {@code getMessage}. */
    static String describe(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        try {
            String message = thrown.getMessage();
            return message == null || message.isBlank() ? name : name + ": " + message;
        } catch (RuntimeException | LinkageError e) {
            return name;
        }
    }

    interface Body<T, E extends Exception> {
        T call() throws E;
    }
}
