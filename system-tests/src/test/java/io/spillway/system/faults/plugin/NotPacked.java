package io.spillway.system.faults.plugin;

/** A class that the plugin was compiled against, and that its jar lacks. */
final class NotPacked {

    private NotPacked() {}

    static void call() {}
}
