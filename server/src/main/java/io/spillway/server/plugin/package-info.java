/**
 * Plugin jars and the handlers in them. Start at {@link io.spillway.server.plugin.HandlerRegistry}. Knows the task model
 * and the plugin API; runs no tasks.
 */
@NullMarked
package io.spillway.server.plugin;

import org.jspecify.annotations.NullMarked;
