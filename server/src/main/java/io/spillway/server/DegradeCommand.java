package io.spillway.server;

import io.spillway.server.config.ConfigException;
import io.spillway.server.config.SpillwayConfig;
import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.policy.HistoryReader;
import io.spillway.server.policy.PolicyCheck;
import io.spillway.server.policy.PolicyText;
import io.spillway.server.policy.Simulation;
import io.spillway.server.policy.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be done with degradation policies without a server. */
@Command(
        name = "degrade",
        description = "Checks degradation policies, and tries them on the alerts of the past.",
        mixinStandardHelpOptions = true,
        subcommands = {DegradeCommand.Check.class, DegradeCommand.Simulate.class},
        synopsisSubcommandLabel = "COMMAND")
final class DegradeCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The policy of a file over the settings, or nothing once everything that is wrong with it was said. */
    private static Optional<DegradeConfig> policy(@Nullable Path file, ConfigOptions options, PrintWriter err) {
        try {
            SpillwayConfig config = options.load(Map.of()).config();
            Path policy = file == null ? config.policy().file().orElse(null) : file;
            if (policy == null) {
                return Optional.of(config.degrade());
            }
            return switch (PolicyCheck.of(policy, config.degrade())) {
                case PolicyCheck.Result.Usable(DegradeConfig usable) -> Optional.of(usable);
                case PolicyCheck.Result.Unusable(List<String> problems) -> {
                    problems.forEach(problem -> err.println("spillway: " + problem));
                    yield Optional.empty();
                }
            };
        } catch (ConfigException e) {
            e.problems().forEach(problem -> err.println("spillway: " + problem));
            return Optional.empty();
        }
    }

    /** Reads a policy, and says what is wrong with it. */
    @Command(
            name = "check",
            description = "Reads a policy file, and prints all that holds with it or all that is wrong with it.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Mixin
        private ConfigOptions options = new ConfigOptions();

        @Parameters(paramLabel = "FILE", description = "The policy file.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            Optional<DegradeConfig> policy =
                    policy(file, options, spec.commandLine().getErr());
            policy.ifPresent(each -> {
                out.println("# hash " + PolicyText.hash(each));
                out.print(PolicyText.of(each));
                out.flush();
            });
            return policy.isPresent() ? 0 : CheckConfigCommand.WRONG_CONFIGURATION;
        }
    }

    /** Tries a policy on a recorded history. */
    @Command(
            name = "simulate",
            description = "Prints what a policy would have done with the alerts of a recorded history.",
            mixinStandardHelpOptions = true)
    static final class Simulate implements Callable<Integer> {

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Mixin
        private ConfigOptions options = new ConfigOptions();

        @Option(names = "--policy", paramLabel = "FILE", description = "The policy; without it, the one that holds.")
        private @Nullable Path policy;

        @Option(
                names = "--history",
                paramLabel = "FILE",
                required = true,
                description = "What alerts did: one JSON object a line, as docs/degradation.md says.")
        private Path history = Path.of("");

        @Option(
                names = "--until",
                paramLabel = "TIME",
                description = "When to end, such as 2026-11-26T12:00:00Z; without it, once nothing is in force.")
        private @Nullable String until;

        @Option(names = "--json", description = "Print JSON instead of a table.")
        private boolean json;

        @Override
        public Integer call() {
            PrintWriter err = spec.commandLine().getErr();
            // The server's chain runs here, and its log would stand between the lines of the table.
            System.setProperty("SPILLWAY_LOG_LEVEL", "ERROR");
            Optional<Instant> end = end();
            Optional<DegradeConfig> config = policy(policy, options, err);
            if (config.isEmpty()) {
                return CheckConfigCommand.WRONG_CONFIGURATION;
            }
            HistoryReader.History read;
            try {
                read = HistoryReader.read(Files.readAllLines(history, StandardCharsets.UTF_8));
            } catch (IOException e) {
                err.println("spillway: the history " + history + " can't be read: " + e);
                return 1;
            }
            if (!read.problems().isEmpty()) {
                read.problems().forEach(problem -> err.println("spillway: " + history.getFileName() + ": " + problem));
                return 1;
            }
            if (read.deliveries().isEmpty()) {
                err.println("spillway: the history " + history + " has no alert in it");
                return 1;
            }
            Timeline timeline = new Timeline(Simulation.run(config.get(), read.deliveries(), end));
            PrintWriter out = spec.commandLine().getOut();
            out.print(json ? timeline.json() + "\n" : timeline.text());
            out.flush();
            return 0;
        }

        private Optional<Instant> end() {
            try {
                return Optional.ofNullable(until).map(Instant::parse);
            } catch (DateTimeException e) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--until must be a time such as 2026-11-26T12:00:00Z, not " + until, e);
            }
        }
    }
}
