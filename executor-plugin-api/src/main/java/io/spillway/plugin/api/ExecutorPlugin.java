package io.spillway.plugin.api;

import java.util.List;

/**
 * The entry point of a plugin jar, found by {@link java.util.ServiceLoader}: one per jar, with a public constructor
 * without parameters. The jar's manifest names the plugin: {@code Plugin-Id}, {@code Plugin-Version} and
 * {@code Plugin-Requires} (the API version that it was built for, such as {@code 0.1}).
 */
public interface ExecutorPlugin {

    /**
     * The handlers that this plugin supplies, called once after the jar was loaded. What it throws marks the plugin as
     * failed, with the message shown to the operator; no other plugin is disturbed.
     */
    List<TaskHandler<?>> handlers(PluginContext context);

    /** Frees what {@link #handlers} opened. Called once, after the last running task of the plugin has ended. */
    default void close() {}
}
