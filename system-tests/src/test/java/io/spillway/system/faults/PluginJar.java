package io.spillway.system.faults;

import io.spillway.system.PackedPlugin;
import io.spillway.system.faults.plugin.FaultsPlugin;
import java.nio.file.Path;
import java.util.Set;

/** The jar of {@link FaultsPlugin}, made of the classes of its package. */
final class PluginJar {

    static final String ID = "faults";

    /** What one of the misdeeds misses. */
    private static final String LEFT_OUT = "NotPacked.class";

    private PluginJar() {}

    /** Packs it into the folder, which is made if it is not there. */
    static void into(Path folder) {
        new PackedPlugin(ID, FaultsPlugin.class, Set.of(LEFT_OUT)).into(folder);
    }
}
