package com.example.greeting;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.util.List;

/** Greets each guest once. */
public final class GreetingPlugin implements ExecutorPlugin {

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        String word = context.setting("word").orElse("Hello");
        return List.of(new GreetingHandler(word, context.dataDirectory()));
    }
}
