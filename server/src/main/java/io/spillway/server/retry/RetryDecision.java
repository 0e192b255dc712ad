package io.spillway.server.retry;

import java.time.Duration;

/** What becomes of a task whose attempt failed. */
public sealed interface RetryDecision {

    /** Another attempt, once the pause is over. */
    record Again(Duration pause) implements RetryDecision {}

    /** None: the task has failed. @param why for people, to follow a colon: {@code 3 of 3 attempts were made} */
    record GiveUp(String why) implements RetryDecision {}
}
