package io.spillway.server.policy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which policy this node goes by.
 *
 * @param file null where the settings alone say what the tiers do
 * @param hash of all that the policy says: the same on every node that goes by the same one
 * @param since when it was taken up
 * @param refused a newer file that cannot be used, so that the older one stays
 */
public record PolicyStatus(@Nullable Path file, String hash, Instant since, Optional<Refused> refused) {

    /**
     * A file that is not used.
     *
     * @param problems a sentence each, with its line
     */
    public record Refused(Instant at, List<String> problems) {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** {@code file} or {@code settings} */
    public String source() {
        return file == null ? "settings" : "file";
    }
}
