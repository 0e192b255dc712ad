package io.spillway.server;

import io.spillway.server.plugin.PluginConfig;

/** What a person wants to know after the start. @param code that signs in once */
record Greeting(int port, String code, DataFolder data, PluginConfig plugins) {

    String text() {
        String base = "http://localhost:" + port;
        return """
                Spillway %s is ready.
                  Board    %s/
                  Sign in  %s/login?code=%s   (once, within 15 minutes)
                  Token    %s   (for the API, and for signing in later)
                  Plugins  %s   (drop jars here)
                """.formatted(
                Version.current(),
                base,
                base,
                code,
                data.resolve("admin-token"),
                plugins.folders().getLast().toAbsolutePath().normalize()).stripTrailing();
    }
}
