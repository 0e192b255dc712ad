package io.spillway.server.plugin;

import java.util.List;
import java.util.Optional;

/** Which handler runs which type, at this moment. */
public interface HandlerRegistry {

    /** The handler of an active plugin. */
    Optional<RegisteredHandler> find(String type);

    /** All handlers of active plugins, by type. */
    List<RegisteredHandler> all();

    /** Hears of a handler that came, changed or went. */
    AutoCloseable listen(Runnable listener);
}
