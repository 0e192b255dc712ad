/**
 * The nodes that work on one Redis: what is wrong with each, and which of them live. Start at
 * {@link io.spillway.server.node.NodeProblem}. It knows no Redis and no other feature.
 */
@NullMarked
package io.spillway.server.node;

import org.jspecify.annotations.NullMarked;
