/**
 * Tasks that were given up, and what a person does with them: finds them, replays them as they are or with another payload, one
 * by one or in bulk, or discards them. Start at {@link io.spillway.server.deadletter.LetterSearch} and
 * {@link io.spillway.server.deadletter.Replays}. Knows neither Redis nor HTTP.
 */
@NullMarked
package io.spillway.server.deadletter;

import org.jspecify.annotations.NullMarked;
