package io.spillway.system.faults.plugin;

/**
 * The payload of {@code evil}.
 *
 * @param how the name of a {@link Misdeed} in lower case, with hyphens
 * @param millis how long it takes, where it takes time
 */
public record Evil(String how, long millis) {

    public Evil {
        Misdeed.named(how);
    }
}
