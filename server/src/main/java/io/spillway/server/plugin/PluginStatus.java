package io.spillway.server.plugin;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One plugin as the operator sees it.
 *
 * @param id from the manifest; the file's name where that could not be read
 * @param file the jar's file name
 * @param sha256 of the jar, in hexadecimal
 * @param types the task types that it handles
 * @param error what went wrong, and with which file; null if nothing did
 */
public record PluginStatus(
        String id,
        @Nullable String version,
        String file,
        @Nullable String sha256,
        State state,
        List<String> types,
        Instant since,
        @Nullable String error) {

    public PluginStatus {
        types = List.copyOf(types);
    }

    public enum State {
        /** Its handlers run tasks. */
        ACTIVE,
        /** An operator switched it off: its types are not claimed. */
        DISABLED,
        /** It could not be loaded. */
        FAILED
    }
}
