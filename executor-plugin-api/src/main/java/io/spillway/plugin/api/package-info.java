/**
 * What a feature team's jar and the server know of each other: start reading at {@link io.spillway.plugin.api.TaskHandler}.
 * Depends on the JDK and JSpecify alone, and holds no type of the server or of any library.
 */
@NullMarked
package io.spillway.plugin.api;

import org.jspecify.annotations.NullMarked;
