package io.spillway.server;

import io.spillway.server.config.ServerConfig;

/** Where Prometheus reaches this node. */
final class ScrapeAddress {

    private ScrapeAddress() {}

    static String of(ServerConfig config, int port) {
        String host = config.host();
        return (host.equals("0.0.0.0") ? System.getenv().getOrDefault("HOSTNAME", "localhost") : host) + ":" + port;
    }
}
