/**
 * The plugin of the fault tests: {@code ledger}, whose tasks write down what happens to them outside of Spillway, and
 * {@code evil}, whose tasks misbehave. Packed into a jar when a test runs; knows the plugin API and the JDK alone.
 */
@NullMarked
package io.spillway.system.faults.plugin;

import org.jspecify.annotations.NullMarked;
