package io.spillway.executor.probe;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.util.List;
import java.util.SplittableRandom;

/** The pipeline's own heartbeat, and what drills and benchmarks submit. */
public final class ProbePlugin implements ExecutorPlugin {

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        return List.of(
                new NoopHandler(), new SleepHandler(), new FailHandler(), new CanaryHandler(new SplittableRandom()));
    }
}
