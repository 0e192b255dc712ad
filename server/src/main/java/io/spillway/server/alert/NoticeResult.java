package io.spillway.server.alert;

/** What a notice changed. */
public enum NoticeResult {
    /** A new episode fires. */
    STARTED,
    /** Known already. */
    REPEATED,
    /** The episode is over. */
    ENDED,
    /** It fires although its end was received: one of the two is wrong, and it counts as firing until that is settled. */
    AMBIGUOUS,
    /** Overtaken by a later notice: nothing changed. */
    STALE
}
