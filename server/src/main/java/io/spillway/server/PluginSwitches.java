package io.spillway.server;

import io.spillway.server.plugin.PluginFolder;
import io.spillway.server.plugin.PluginStatus;
import io.spillway.server.web.PluginControl;
import java.util.List;
import java.util.Optional;

/** The plugin folder, as the web asks for it. */
record PluginSwitches(PluginFolder folder) implements PluginControl {

    @Override
    public List<PluginStatus> statuses() {
        return folder.statuses();
    }

    @Override
    public Result enable(String id) {
        return result(folder.enable(id));
    }

    @Override
    public Result disable(String id) {
        return result(folder.disable(id));
    }

    @Override
    public Result reload(String id) {
        return result(folder.reload(id));
    }

    private static Result result(Optional<PluginStatus> status) {
        return status.<Result>map(Result.Done::new).orElseGet(Result.Unknown::new);
    }
}
