package io.spillway.bench.plugin;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bench's own task types. Its settings: {@code told} is the file that {@code bench-told} writes to, {@code idle-types} is
 * how many types there are that nobody submits.
 */
public final class BenchPlugin implements ExecutorPlugin {

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        List<TaskHandler<?>> handlers = new ArrayList<>();
        handlers.add(new HoldHandler());
        handlers.add(new ToldHandler(context.setting("told")
                .map(Path::of)
                .orElse(context.dataDirectory().resolve("told"))));
        int idle = context.setting("idle-types").map(Integer::parseInt).orElse(0);
        for (int i = 1; i <= idle; i++) {
            handlers.add(new IdleHandler("bench-idle-%04d".formatted(i)));
        }
        return handlers;
    }
}
