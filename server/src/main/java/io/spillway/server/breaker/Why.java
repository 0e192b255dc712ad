package io.spillway.server.breaker;

import java.time.Duration;

/** Why a breaker is as it is. The texts for it are the pages' messages. */
public sealed interface Why {

    /** The end of a message's key, and the word in the API. */
    String code();

    /** What was counted, where that decided. */
    default Tally tally() {
        return Tally.NONE;
    }

    /** Nothing has happened yet. */
    record Fresh() implements Why {
        @Override
        public String code() {
            return "fresh";
        }
    }

    /** Too many attempts failed. */
    record Tripped(Tally tally, Duration window) implements Why {
        @Override
        public String code() {
            return "tripped";
        }
    }

    /** Too many probes failed. @param rung how many of them could run at the same time */
    record Broke(Tally tally, int rung) implements Why {
        @Override
        public String code() {
            return "broke";
        }
    }

    /** Probes did not end in time. */
    record Lost() implements Why {
        @Override
        public String code() {
            return "lost";
        }
    }

    /** Its wait is over, or what a person set is. */
    record Waited() implements Why {
        @Override
        public String code() {
            return "waited";
        }
    }

    /** The probes went well. @param good how many succeeded */
    record Passed(long good) implements Why {
        @Override
        public String code() {
            return "passed";
        }
    }

    /** A person has set it. */
    record Forced(String by, String reason) implements Why {
        @Override
        public String code() {
            return "forced";
        }
    }
}
