package io.spillway.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the machine is called: by its environment, or else by its kernel, which is never slow to say. */
public final class MachineName {

    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private MachineName() {}

    /** The name, or {@code localhost} where nobody tells. */
    public static String of(Map<String, String> environment) {
        String name = environment.getOrDefault("HOSTNAME", "");
        if (!name.isBlank()) {
            return name;
        }
        try {
            String kernel = Files.isReadable(KERNEL) ? Files.readString(KERNEL).strip() : "";
            return kernel.isEmpty() ? "localhost" : kernel;
        } catch (IOException e) {
            return "localhost";
        }
    }
}
