package io.spillway.server.submit;

import io.spillway.plugin.api.Criticality;
import java.time.Duration;

/** Whether more of a type can be taken now. Reads memory only: cheap enough for each submission. */
public interface Pressure {

    /** Takes everything. */
    Pressure NONE = (_, _) -> new Verdict.Pass();

    Verdict of(String type, Criticality criticality);

    /** What becomes of a submission. */
    sealed interface Verdict {

        record Pass() implements Verdict {}

        /** It is taken, and its caller is kept waiting, so that the next one comes later. */
        record Slow(Duration by) implements Verdict {}

        /** @param why a sentence for the caller */
        record Refuse(Duration retryAfter, String why) implements Verdict {}
    }
}
