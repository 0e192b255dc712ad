package io.spillway.server.drill;

/** A moment of a drill that was seen. */
public enum Mark {
    /** Canaries began to be made to fail. */
    FAULT,
    /** The first failed canary was settled. */
    FIRST_FAILURE,
    /** As many had failed as the rule's threshold says, by the drill's own count. */
    BREACHED,
    /** The alert began to fire, by Prometheus. */
    FIRED,
    /** Its webhook came in. */
    HEARD,
    /** The tier of the canary's scope came into force. */
    ENGAGED,
    /** The first sheddable canary was refused. */
    SHED,
    /** No canary was made to fail from then on. */
    MENDED,
    /** The alert ended, by Prometheus. */
    ENDED,
    /** The webhook that says so came in. */
    TOLD,
    /** The first step of the release was made. */
    EASED,
    /** The scope was normal again. */
    RELEASED,
    /** A sheddable canary was taken again. */
    ADMITTED
}
