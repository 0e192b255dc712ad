package io.spillway.server.web;

/**
 * A time on a page, in UTC; scripts turn it into the reader's own zone.
 *
 * @param brief the clock, or the day and the clock if it was not today
 */
public record Moment(String iso, String brief, String full) {}
