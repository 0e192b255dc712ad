package io.spillway.server.web;

import io.spillway.server.breaker.BreakerDesk;
import io.spillway.server.breaker.ForcedBreaker;
import io.spillway.server.node.NodeDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The breakers of one type, on all live nodes. @param held by a person; null where none is */
public record BreakerView(@Nullable Held held, List<Row> rows) {

    /** @param mode the end of a message's key */
    public record Held(String mode, String by, String reason, Moment at, Moment until) {}

    /**
     * One node's.
     *
     * @param mood of a task's state, for its sign
     * @param why nothing for a closed one
     */
    public record Row(
            String node,
            String state,
            String mood,
            String why,
            @Nullable Moment until) {}

    static BreakerView of(String type, NodeDirectory.Seen seen, BreakerDesk desk, Format format) {
        return new BreakerView(
                desk.held(type).map(each -> held(each, format)).orElse(null),
                SeenBreaker.of(seen, type).stream()
                        .map(each -> row(each, format))
                        .toList());
    }

    private static Held held(ForcedBreaker held, Format format) {
        return new Held(
                held.mode().label(), held.by(), held.reason(), format.moment(held.at()), format.moment(held.until()));
    }

    private static Row row(SeenBreaker seen, Format format) {
        Instant until = seen.breaker().until();
        return new Row(
                seen.node(),
                // What another node says goes into a message's key only where there is one.
                state(seen),
                seen.isClosed() ? "succeeded" : "failed",
                seen.isClosed() ? "" : BreakerTexts.of(seen.breaker().why(), format.locale()),
                until == null ? null : format.moment(until));
    }

    static String state(SeenBreaker seen) {
        String state = seen.breaker().state().toLowerCase(Locale.ROOT);
        return seen.isClosed() || state.equals("half_open") ? state : "open";
    }
}
