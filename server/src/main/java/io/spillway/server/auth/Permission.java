package io.spillway.server.auth;

/** What a route needs. Each route declares exactly one. */
public enum Permission {
    /** Nothing: health, sign-in and the styles of its page. */
    PUBLIC,
    /** To read the board, tasks, alerts, tiers, plugins. */
    VIEW,
    /** To read {@code /metrics} and the scrape targets. */
    SCRAPE,
    /** To submit tasks. */
    SUBMIT,
    /** To cancel and retry tasks, and switch tiers by hand. */
    OPERATE,
    /** To deliver alerts. */
    DELIVER_ALERTS,
    /** To switch plugins on and off. */
    ADMINISTER
}
