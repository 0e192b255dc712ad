package io.spillway.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * Measures Spillway, each measure by a command of its own. Each starts the processes that it needs, prints a table, appends a
 * line to {@code bench/target/results.ndjson}, and stops by itself. Only figures of one run can be compared: machines are
 * shared and drift.
 */
@Command(
        name = "./bench/run",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "Measures Spillway. Each measure stops by itself.",
        footer = {"", "bench/README.md says what each one does, and what was measured."},
        subcommands = {
            Cycle.class,
            Batches.class,
            Http.class,
            Bulk.class,
            Steady.class,
            Memory.class,
            Surge.class,
            Timers.class,
            Cancel.class,
            Engage.class,
            Webhooks.class,
            Start.class,
            Scrape.class,
            Recording.class,
            Profile.class,
            Peers.class,
            All.class
        })
public final class Bench {

    Bench() {}

    /** @param args see {@code --help} */
    public static void main(String[] args) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy), "end-children"));
        CommandLine line = new CommandLine(new Bench());
        System.exit(args.length == 0 ? usage(line) : line.execute(args));
    }

    private static int usage(CommandLine line) {
        line.usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }
}
