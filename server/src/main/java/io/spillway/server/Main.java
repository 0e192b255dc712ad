package io.spillway.server;

import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 well, 1 an error, 2 wrong usage, 4 a server that can't be asked, 5 a wrong configuration. */
@Command(
        name = "spillway",
        description = "An observability and alerting control plane with a pluggable task executor.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            ServerCommand.class,
            CheckConfigCommand.class,
            DegradeCommand.class,
            AuditCommand.class,
            DrillCommand.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] args) {
        // Some libraries log by java.util.logging: all lines shall look alike and obey one configuration.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
