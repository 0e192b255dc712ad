package io.spillway.system.faults.plugin;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.util.List;

/** The types of the fault tests. Its settings: the port of the ledger's Redis, and the name of the node that it runs in. */
public final class FaultsPlugin implements ExecutorPlugin {

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        int port = Integer.parseInt(context.setting("ledger-port").orElseThrow());
        LedgerClient ledger = new LedgerClient(port, context.setting("node").orElseThrow());
        return List.of(new LedgerHandler(ledger), new EvilHandler());
    }
}
