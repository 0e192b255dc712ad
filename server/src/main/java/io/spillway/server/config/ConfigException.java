package io.spillway.server.config;

import java.util.List;

/** A configuration that can't be started with, and everything that is wrong with it. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final List<String> problems;

    public ConfigException(List<String> problems) {
        super("the configuration has " + (problems.size() == 1 ? "a problem" : problems.size() + " problems") + ": "
                + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each: the key, where it was set, and what is expected. */
    public List<String> problems() {
        return problems;
    }
}
