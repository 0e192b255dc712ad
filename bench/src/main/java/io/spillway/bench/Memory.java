package io.spillway.bench;

import io.spillway.bench.machine.Heap;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.program.SpillwayProgram;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A queue that only grows: its type runs one task at a time, which never ends. */
@Command(name = "memory", description = "A million queued tasks: bytes of Redis for each, and the server's heap.")
final class Memory implements Callable<Integer> {

    private static final double MEBIBYTE = 1024 * 1024;

    @Mixin
    private Options options = new Options();

    @Option(names = "--tasks", defaultValue = "1000000", description = "How many tasks (1,000,000).")
    private int tasks = 1_000_000;

    @Option(names = "--payload", defaultValue = "200", description = "Bytes of a payload's JSON (200).")
    private int payload = 200;

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("memory", "tasks", tasks, "payload", payload);
        try (Scratch scratch = Scratch.create()) {
            PluginJar.drop(scratch.folder("server").resolve("plugins"));
            try (SpillwayProgram program = SpillwayProgram.start(
                            scratch.folder("server"), options.settings(Map.of()), options.javaOptions);
                    Feed feed = new Feed(program.api())) {
                String text = "x".repeat(payload - "{\"text\":\"\"}".length());
                String task = "{\"type\":\"bench-hold\",\"payload\":{\"text\":\"" + text + "\"}}";
                // What a first task brings with it, in Redis and on the heap, is not each task's.
                feed.submit(task, 2_000);
                double none = Heap.liveBytes(program.server().pid(), scratch.path());
                double memory = program.redis().usedMemory();
                report.say("live heap %.1f MiB with 2,000 queued", none / MEBIBYTE);
                feed.submit(task, tasks / 10);
                double some = Heap.liveBytes(program.server().pid(), scratch.path());
                report.say("live heap %.1f MiB with %,d more", some / MEBIBYTE, tasks / 10);
                long begin = System.nanoTime();
                feed.submit(task, tasks - tasks / 10);
                double rate = (tasks - tasks / 10) / ((System.nanoTime() - begin) / 1e9);
                double all = Heap.liveBytes(program.server().pid(), scratch.path());
                double each = (program.redis().usedMemory() - memory) / tasks;
                report.say("live heap %.1f MiB with %,d more", all / MEBIBYTE, tasks);
                report.add(Figure.of("Redis per queued task", each, Unit.BYTES).against(Goal.atMost(700)));
                report.add("live heap with 2,000 queued", none / MEBIBYTE, Unit.MEBIBYTES);
                report.add("live heap with %,d more".formatted(tasks / 10), some / MEBIBYTE, Unit.MEBIBYTES);
                report.add("live heap with %,d more".formatted(tasks), all / MEBIBYTE, Unit.MEBIBYTES);
                report.add(Figure.of("growth of the heap, tenth → all", (all - some) / MEBIBYTE, Unit.MEBIBYTES)
                        .against(Goal.atMost(2)));
                report.add("taken, in batches of 1,000, one at a time", rate, Unit.PER_SECOND);
            }
        }
        report.end(Project.results());
        return 0;
    }
}
