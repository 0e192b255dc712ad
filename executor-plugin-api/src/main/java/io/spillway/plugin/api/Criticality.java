package io.spillway.plugin.api;

/** How much a task matters: the order in which work goes first, and the reverse of the order in which it is shed. */
public enum Criticality {
    /** Never shed by any tier. */
    CRITICAL_PLUS,
    /** The default: what users wait for. */
    CRITICAL,
    /** Can wait for minutes: shed under L2 and above. */
    SHEDDABLE_PLUS,
    /** Can wait for hours, or be lost: the first to be shed. */
    SHEDDABLE
}
