package io.spillway.server.sli;

import io.spillway.plugin.api.Criticality;
import io.spillway.plugin.api.Tier;

/**
 * What one tier of one scope shed of one criticality: the name of a count.
 *
 * @param scope as it is written: {@code core}, {@code site} or {@code service:<task type>}
 */
public record Sheds(String scope, Tier tier, Criticality criticality) {}
