package io.spillway.server.web;

import io.spillway.server.plugin.PluginStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One plugin, that remembers what was done to it. */
final class FakePlugins implements PluginControl {
    final List<String> changes = new CopyOnWriteArrayList<>();

    @Override
    public List<PluginStatus> statuses() {
        return List.of(new PluginStatus(
                "probe", "0.1", "probe.jar", null, PluginStatus.State.ACTIVE, List.of("probe-noop"), Fakes.NOW, null));
    }

    @Override
    public Result enable(String id) {
        return change("enable " + id);
    }

    @Override
    public Result disable(String id) {
        return change("disable " + id);
    }

    @Override
    public Result reload(String id) {
        return new Result.Refused("The jar is gone.");
    }

    private Result change(String what) {
        changes.add(what);
        return new Result.Done(statuses().getFirst());
    }
}
