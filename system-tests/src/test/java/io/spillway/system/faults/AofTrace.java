package io.spillway.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the append-only file had come when its Redis died, read from what {@code strace} saw.
 *
 * @param written the bytes that it holds
 * @param synced how many of them had an fsync that was over; the rest is what a power cut may take
 */
record AofTrace(long written, long synced) {

    private static final String FILE = "[^>\"]*\\.incr\\.aof";
    private static final Pattern CALL =
            Pattern.compile("(\\d+) +(?:[\\d.]+ )?(write|fdatasync|fsync)\\(\\d+<" + FILE + ">.*");
    private static final Pattern RESUMED =
            Pattern.compile("(\\d+) +(?:[\\d.]+ )?<\\.\\.\\. (write|fdatasync|fsync) resumed>.*");
    private static final Pattern TRUNCATED = Pattern.compile(".* truncate\\(\"" + FILE + "\", (\\d+)\\) += 0");
    private static final Pattern RESULT = Pattern.compile(".*= (\\d+)(?: \\(.*\\))?");

    /** @param before how long the file was when Redis started */
    static AofTrace read(Path trace, long before) {
        try {
            Reading reading = new Reading(before);
            Files.readAllLines(trace).forEach(reading::line);
            return new AofTrace(reading.written, reading.synced);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known after some lines. An fsync covers what was written when it began, not when it ended. */
    private static final class Reading {

        private final Map<String, Long> begun = new HashMap<>();
        private long written;
        private long synced;

        Reading(long before) {
            this.written = before;
            this.synced = before;
        }

        void line(String line) {
            Matcher truncated = TRUNCATED.matcher(line);
            Matcher call = CALL.matcher(line);
            Matcher resumed = RESUMED.matcher(line);
            if (truncated.matches()) {
                written = Long.parseLong(truncated.group(1));
                synced = Math.min(synced, written);
            } else if (call.matches()) {
                begin(call.group(1), call.group(2), line);
            } else if (resumed.matches() && begun.containsKey(resumed.group(1))) {
                end(resumed.group(1), resumed.group(2), line);
            }
        }

        private void begin(String thread, String name, String line) {
            begun.put(thread, written);
            if (!line.endsWith("<unfinished ...>")) {
                end(thread, name, line);
            }
        }

        private void end(String thread, String name, String line) {
            long covered = begun.remove(thread);
            Matcher result = RESULT.matcher(line);
            if (!result.matches()) {
                return;
            }
            if (name.equals("write")) {
                written += Long.parseLong(result.group(1));
            } else {
                synced = Math.max(synced, covered);
            }
        }
    }
}
