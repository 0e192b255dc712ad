package io.spillway.server.alert;

import java.util.List;

/** What became of a webhook's body. */
public sealed interface ReadResult {

    /**
     * All of it can be used.
     *
     * @param truncated how many alerts the sender left out: with more than 0 the notices are not the whole group
     */
    record Accepted(List<AlertNotice> notices, long truncated) implements ReadResult {
        public Accepted {
            notices = List.copyOf(notices);
        }
    }

    /** None of it is used. */
    record Refused(List<Problem> problems) implements ReadResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param pointer into the body, by RFC 6901; empty for the body as a whole
     */
    record Problem(String pointer, String message) {}
}
