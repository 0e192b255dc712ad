package io.spillway.server.plugin;

import io.spillway.server.plugin.PluginException.Kind;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/** What two plugins can't share: an id, and a task type. The one that was there first keeps it. */
final class PluginConflicts {

    private PluginConflicts() {}

    static void checkId(PluginSlot slot, PluginJar jar, Collection<PluginSlot> all) throws PluginException {
        Optional<PluginSlot> twin =
                other(slot, all, each -> each.hasJar() && each.id().equals(jar.id()));
        if (twin.isPresent()) {
            throw new PluginException(
                    Kind.CONFLICT,
                    slot.fileName() + ": plugin id '" + jar.id() + "' is that of "
                            + twin.get().fileName() + " already: remove one of the two files",
                    null);
        }
    }

    static void checkTypes(PluginSlot slot, LoadedPlugin loaded, Collection<PluginSlot> all) throws PluginException {
        for (String type : loaded.types()) {
            Optional<PluginSlot> owner = other(slot, all, each -> {
                LoadedPlugin rival = each.running();
                return rival != null && rival.types().contains(type);
            });
            if (owner.isPresent()) {
                throw new PluginException(
                        Kind.CONFLICT,
                        slot.fileName() + ": plugin '" + loaded.jar().id() + "' handles task type '" + type
                                + "', which plugin '" + owner.get().id() + "' of "
                                + owner.get().fileName() + " handles already",
                        null);
            }
        }
    }

    /* A file that is gone stands in nobody's way: a plugin's file may be renamed. */
    private static Optional<PluginSlot> other(
            PluginSlot slot, Collection<PluginSlot> all, Predicate<PluginSlot> condition) {
        return all.stream()
                .filter(each -> each != slot && !each.isGone())
                .filter(condition)
                .findFirst();
    }
}
