package io.spillway.server.drill;

import io.spillway.server.degrade.Scope;

/** The one task type that drills make fail, and the one scope that they may engage. */
public final class CanaryType {

    public static final String NAME = "probe-canary";

    public static final Scope SCOPE = new Scope.Service(NAME);

    private CanaryType() {}
}
