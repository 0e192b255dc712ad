package io.spillway.server;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Writes the audit log out, to be kept elsewhere: what lies where nobody of the server can write proves the most. */
@Command(
        name = "export",
        description = "Writes the whole audit log to standard output: one JSON object a line, the oldest first.",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = AuditVerifyCommand.NOT_ASKED)
final class AuditExportCommand implements Callable<Integer> {

    @Mixin
    private AuditOptions options = new AuditOptions();

    @Override
    public Integer call() throws InterruptedException {
        try {
            options.remote().read(page -> {
                page.entries().forEach(entry -> System.out.println(AuditLines.line(entry)));
                return true;
            });
            return 0;
        } catch (IOException e) {
            System.err.println("spillway: " + e.getMessage());
            return AuditVerifyCommand.NOT_ASKED;
        }
    }
}
