package io.spillway.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What can be done to a process from outside. */
enum Signal {
    /** Ends it at once; it can't object. */
    KILL,
    /** Asks it to end. */
    TERM,
    /** Freezes it. */
    STOP,
    /** Lets it go on. */
    CONT;

    void to(long pid) {
        try {
            int code = new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("process " + pid + " could not be sent " + this);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending " + this, e);
        }
    }
}
