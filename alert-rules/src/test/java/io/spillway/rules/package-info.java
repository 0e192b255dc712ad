/**
 * Tests of the rules, Alertmanager's configuration, the runbooks and the dashboards, with the real promtool, amtool and
 * Alertmanager. Start at {@link io.spillway.rules.RulesTest}.
 */
@NullMarked
package io.spillway.rules;

import org.jspecify.annotations.NullMarked;
