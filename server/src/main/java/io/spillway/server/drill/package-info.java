/**
 * Drills: proof on the running server that the closed loop works, by making a type that exists for nothing else fail and
 * watching what follows. Start at {@link io.spillway.server.drill.DrillScript}, which decides; it knows what was seen, and
 * nothing of Redis or HTTP.
 */
@NullMarked
package io.spillway.server.drill;

import org.jspecify.annotations.NullMarked;
