package io.spillway.server.drill;

/** Somebody's wish that a drill ends. */
public record AbortRequest(DrillId id, String by, String reason) {}
