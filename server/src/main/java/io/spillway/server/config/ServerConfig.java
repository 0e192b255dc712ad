package io.spillway.server.config;

import java.nio.file.Path;

/**
 * Where the server listens and keeps its files.
 *
 * @param port 0 for any free one
 * @param demo whether to run sample traffic
 */
public record ServerConfig(String host, int port, Path data, boolean demo) {}
