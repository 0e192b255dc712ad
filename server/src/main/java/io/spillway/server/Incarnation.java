package io.spillway.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which start of a node this is. The data folder, which one process holds at a time, remembers it for the next start: whoever
 * was started with the one that stands there is dead.
 *
 * @param predecessor the start before this one; empty where it is the first, or nobody knows
 */
record Incarnation(String id, Optional<String> predecessor) {

    private static final String FILE = "incarnation";
    private static final int BYTES = 8;

    static Incarnation next(DataFolder data, RandomGenerator random) throws IOException {
        Optional<String> predecessor = read(data.resolve(FILE));
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        Incarnation next = new Incarnation(HexFormat.of().formatHex(id), predecessor);
        data.publish(FILE, next.id() + "\n");
        return next;
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            return Optional.of(text).filter(each -> each.matches("[0-9a-f]{16}"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
