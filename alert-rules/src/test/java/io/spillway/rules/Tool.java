package io.spillway.rules;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command-line tool of Prometheus or Alertmanager. A missing one fails the test. */
enum Tool {
    PROMTOOL("promtool", "prometheus"),
    AMTOOL("amtool", "prometheus-alertmanager");

    private final String command;
    private final String debianPackage;

    Tool(String command, String debianPackage) {
        this.command = command;
        this.debianPackage = debianPackage;
    }

    /** What a run of the tool ended with. */
    record Result(int exitCode, String output) {}

    Result run(Object... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        Path output = Files.createTempFile(command, ".out");
        try {
            Process process = start(words, output);
            if (!process.waitFor(180, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(words + " did not end within 180 s");
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    private Process start(List<String> words, Path output) {
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(command + " cannot be run: install Debian's package " + debianPackage, e);
        }
    }
}
