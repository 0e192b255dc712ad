package io.spillway.server;

import io.spillway.server.auth.Role;
import io.spillway.server.auth.SignInLinks;
import io.spillway.server.plugin.PluginConfig;

/** What the terminal says once the server is ready. */
final class Greeting {

    private Greeting() {}

    static String text(int port, SignInLinks links, DataFolder data, PluginConfig plugins) {
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
                links.create(Role.ADMIN),
                data.resolve("admin-token"),
                plugins.folders().getLast().toAbsolutePath().normalize()).stripTrailing();
    }
}
