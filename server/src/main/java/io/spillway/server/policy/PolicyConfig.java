package io.spillway.server.policy;

import java.nio.file.Path;
import java.util.Optional;

/** @param file the policy file; without one, the settings alone say what the tiers do */
public record PolicyConfig(Optional<Path> file) {}
