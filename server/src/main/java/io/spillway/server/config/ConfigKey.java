package io.spillway.server.config;

/**
 * A key that can be set.
 *
 * @param name dotted; a part in angle brackets stands for any name
 * @param defaultValue as one would write it; empty for none
 * @param help one line
 */
public record ConfigKey(String name, String defaultValue, String help) {

    /** The environment variable that sets it. */
    public String variable() {
        String plain = name.replace("<plugin id>.<key>", "<PLUGIN_ID>__<KEY>").replace("<type>", "<TYPE>");
        return EnvironmentSource.variable(plain);
    }
}
