package io.spillway.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the server listens and keeps its files.
 *
 * @param port 0 for any free one
 * @param demo whether to run sample traffic
 * @param advertisedHost the name by which others reach this node; empty for the machine's
 */
public record ServerConfig(String host, int port, Path data, boolean demo, Optional<String> advertisedHost) {}
