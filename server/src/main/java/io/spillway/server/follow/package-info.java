/**
 * Tells those who follow single tasks of each change: start at {@link io.spillway.server.follow.TaskFollowing}. Knows no HTTP: who
 * follows waits on a {@link io.spillway.server.follow.Follower}.
 */
@NullMarked
package io.spillway.server.follow;

import org.jspecify.annotations.NullMarked;
