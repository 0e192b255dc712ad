/**
 * What is left of the promise under faults: real processes that are killed, frozen, cut off and lied to, while a client
 * keeps what was acknowledged and a ledger outside keeps what was done. Start reading at
 * {@link io.spillway.system.faults.KilledNodeTest}; {@code docs/guarantees.md} says the same in words.
 */
@NullMarked
package io.spillway.system.faults;

import org.jspecify.annotations.NullMarked;
