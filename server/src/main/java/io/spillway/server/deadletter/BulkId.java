package io.spillway.server.deadletter;

import io.spillway.server.task.TaskId;
import java.util.Optional;

/** The name of a bulk job, which says where it is kept: {@code <type>.<26 characters>}. */
public record BulkId(String type, String ulid) {

    /** The id that the text names, or empty if it has not the form of one. */
    public static Optional<BulkId> parse(String text) {
        int dot = text.indexOf('.');
        return dot < 0 || text.indexOf('.', dot + 1) >= 0
                ? Optional.empty()
                : TaskId.parse(text.substring(0, dot) + ".0" + text.substring(dot))
                        .map(id -> new BulkId(id.type(), id.ulid()));
    }

    public String value() {
        return type + "." + ulid;
    }

    @Override
    public String toString() {
        return value();
    }
}
