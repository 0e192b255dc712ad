package io.spillway.server.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The bearer tokens that the server accepts: one for each of three roles, each in a file of its own that only the
 * server's user can read. Memory holds their hashes only.
 */
public final class Tokens {

    private static final Pattern FORM = Pattern.compile("[!-~]{32,256}");
    private static final Map<String, Role> FILES = files();

    private final Map<Role, byte[]> hashes;

    private Tokens(Map<Role, byte[]> hashes) {
        this.hashes = hashes;
    }

    /**
     * Reads {@code admin-token}, {@code webhook-token} and {@code metrics-token} in the folder, and writes those that
     * are missing.
     *
     * @throws IOException the folder can't be written
     * @throws IllegalStateException a file holds no token; the message says which, and what to do
     */
    public static Tokens open(Path folder, RandomGenerator random) throws IOException {
        Map<Role, byte[]> hashes = new LinkedHashMap<>();
        for (Map.Entry<String, Role> each : FILES.entrySet()) {
            hashes.put(each.getValue(), Sha256.of(readOrCreate(folder.resolve(each.getKey()), random)));
        }
        return new Tokens(hashes);
    }

    /** Who carries the token. Takes as long for a wrong one as for a right one. */
    public Optional<Principal> find(String token) {
        byte[] candidate = Sha256.of(token);
        Role found = null;
        for (Map.Entry<Role, byte[]> each : hashes.entrySet()) {
            if (MessageDigest.isEqual(candidate, each.getValue())) {
                found = each.getKey();
            }
        }
        return Optional.ofNullable(found).map(Tokens::principal);
    }

    /** Whom a session or a token of that role stands for. */
    static Principal principal(Role role) {
        return new Principal(role.label(), role.permissions());
    }

    private static Map<String, Role> files() {
        Map<String, Role> files = new LinkedHashMap<>();
        files.put("admin-token", Role.ADMIN);
        files.put("webhook-token", Role.WEBHOOK);
        files.put("metrics-token", Role.METRICS);
        return files;
    }

    private static String readOrCreate(Path file, RandomGenerator random) throws IOException {
        if (!Files.exists(file)) {
            create(file, "spw_" + Secrets.create(random));
        }
        String token = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (!FORM.matcher(token).matches()) {
            throw new IllegalStateException(
                    file
                            + " holds no token (32 to 256 visible characters). Delete the file and start again: a new token is written.");
        }
        return token;
    }

    /* Moved into place when it is whole, so that a crash in between leaves no file with half a token. */
    private static void create(Path file, String token) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, token + "\n", StandardOpenOption.WRITE);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
