package io.spillway.server;

import io.spillway.server.audit.AuditEntry;
import io.spillway.server.audit.AuditLog.Verdict;
import io.spillway.server.audit.AuditStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes every hash of the audit log anew, and says whether it is as it was written. */
@Command(
        name = "verify",
        description = "Checks the chain of the whole audit log, of a running server or of an export.",
        footer = {"", "Exit codes: 0 intact, 1 broken, 2 wrong usage, 4 it could not be read."},
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = AuditVerifyCommand.NOT_ASKED)
final class AuditVerifyCommand implements Callable<Integer> {

    static final int BROKEN = 1;
    static final int NOT_ASKED = 4;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private AuditOptions options = new AuditOptions();

    @Option(names = "--file", paramLabel = "FILE", description = "An export (audit export) instead of a server.")
    private @Nullable Path file;

    @Option(
            names = "--anchor",
            paramLabel = "NUMBER:HASH",
            description = "An entry that was seen before and must still be there, as an earlier run printed it.")
    private @Nullable String anchor;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        AuditReport report = report();
        try {
            Verdict verdict = file == null ? ofServer(report) : ofFile(report, file);
            System.out.println(json ? report.json(verdict) : report.text(verdict));
            return verdict instanceof Verdict.Intact ? 0 : BROKEN;
        } catch (IOException e) {
            System.err.println("spillway: " + e.getMessage());
            return NOT_ASKED;
        }
    }

    private AuditReport report() {
        try {
            return new AuditReport(AuditReport.anchor(anchor));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Verdict ofServer(AuditReport report) throws IOException, InterruptedException {
        AuditStore.Head[] head = new AuditStore.Head[1];
        Verdict.Broken[] broken = new Verdict.Broken[1];
        options.remote().read(page -> {
            head[0] = page.head();
            for (AuditEntry entry : page.entries()) {
                broken[0] = report.next(entry).orElse(null);
                if (broken[0] != null) {
                    return false;
                }
            }
            return true;
        });
        return broken[0] != null ? broken[0] : report.ending(Optional.ofNullable(head[0]));
    }

    /* A file does not say where the log ended: only an anchor tells that its end is missing. */
    private static Verdict ofFile(AuditReport report, Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            Iterator<String> each = lines.filter(line -> !line.isBlank()).iterator();
            while (each.hasNext()) {
                Optional<Verdict.Broken> broken = report.next(AuditLines.entry(AuditLines.parse(each.next())));
                if (broken.isPresent()) {
                    return broken.get();
                }
            }
            return report.ending(Optional.empty());
        } catch (UncheckedIOException e) {
            throw new IOException(file + " can't be read: " + e.getMessage(), e.getCause());
        }
    }
}
