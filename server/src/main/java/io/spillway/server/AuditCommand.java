package io.spillway.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be done with the audit log from outside. */
@Command(
        name = "audit",
        description = "Checks the audit log, or writes it out.",
        mixinStandardHelpOptions = true,
        subcommands = {AuditVerifyCommand.class, AuditExportCommand.class, CommandLine.HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
