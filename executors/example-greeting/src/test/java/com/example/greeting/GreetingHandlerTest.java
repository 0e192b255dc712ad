package com.example.greeting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Outcome;
import io.spillway.plugin.api.TaskHandler;
import io.spillway.plugin.testkit.FakeTaskContext;
import io.spillway.plugin.testkit.TaskHandlerConformance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GreetingHandlerTest extends TaskHandlerConformance<Greeting> {

    @TempDir
    Path folder;

    @Override
    protected TaskHandler<Greeting> handler() {
        return new GreetingHandler("Hello", folder);
    }

    @Override
    protected Greeting payload() {
        return new Greeting("Ada");
    }

    @Override
    protected OptionalLong effects() {
        return OptionalLong.of(folder.toFile().list().length);
    }

    @Test
    void greetsByName() throws Exception {
        Outcome outcome = handler().handle(FakeTaskContext.create(), new Greeting("Ada"));

        assertEquals(Outcome.succeeded(Map.of("greeting", "Hello, Ada!")), outcome);
    }

    @Test
    void greetsNobodyAfterTheDeadline() throws Exception {
        FakeTaskContext context = FakeTaskContext.create();
        context.clock().advance(Duration.ofMinutes(1));

        Outcome outcome = handler().handle(context, new Greeting("Ada"));

        assertEquals(Outcome.failed(Cause.DEADLINE, "no time was left to greet Ada"), outcome);
    }

    @Test
    void refusesABlankName() {
        assertThrows(IllegalArgumentException.class, () -> new Greeting(" "));
    }
}
