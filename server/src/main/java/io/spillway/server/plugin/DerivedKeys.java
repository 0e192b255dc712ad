package io.spillway.server.plugin;

import io.spillway.server.plugin.RegisteredHandler.FieldError;
import io.spillway.server.plugin.RegisteredHandler.Reading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys that a handler takes from a payload. One that no task can carry refuses the payload: its task alone fails. */
record DerivedKeys(String pluginId, Optional<String> idempotencyKey, Optional<String> concurrencyKey) {

    /** In UTF-8. More than a caller may give: two names of 128 characters, each escaped, must fit. */
    static final int MAX_BYTES = 4096;

    Reading reading(String canonical) {
        List<FieldError> errors = Stream.of(
                        wrong("idempotency key", idempotencyKey), wrong("concurrency key", concurrencyKey))
                .flatMap(Optional::stream)
                .toList();
        return errors.isEmpty()
                ? new Reading.Accepted(canonical, idempotencyKey, concurrencyKey)
                : new Reading.Refused(errors);
    }

    private Optional<FieldError> wrong(String name, Optional<String> derived) {
        return derived.flatMap(DerivedKeys::fault)
                .map(fault -> new FieldError(
                        "",
                        "can't be taken: the " + name + " that plugin '" + pluginId + "' derives from it " + fault));
    }

    private static Optional<String> fault(String key) {
        if (key.isBlank()) {
            return Optional.of("is blank");
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        return bytes > MAX_BYTES ? Optional.of("has " + bytes + " bytes, and may have " + MAX_BYTES) : Optional.empty();
    }
}
