/**
 * What a feature team's tests run a handler with: start reading at {@link io.spillway.plugin.testkit.TaskHandlerConformance}.
 * Knows the plugin API, JUnit and AssertJ, and nothing of the server.
 */
@NullMarked
package io.spillway.plugin.testkit;

import org.jspecify.annotations.NullMarked;
