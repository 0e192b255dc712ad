package io.spillway.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder for everything that the server keeps, held by one server at a time. */
final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates the folder if it is missing, and locks it. */
    static DataFolder lock(Path path) throws StartException {
        Path folder = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            Path lockFile = folder.resolve("lock");
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                String owner = Files.readString(lockFile).strip();
                channel.close();
                throw new StartException("The data folder " + folder + " is in use by another server (process " + owner
                        + "): stop it, or give this one another folder by --data.");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n"));
            return new DataFolder(folder, channel);
        } catch (IOException e) {
            throw new StartException(
                    "The data folder " + folder + " can't be written (" + reason(e)
                            + "): give the server another one by --data, or mend its permissions.",
                    e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException broken && broken.getReason() != null) {
            return broken.getReason();
        }
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Writes a small file whole or not at all. */
    void publish(String name, String text) throws IOException {
        Path temporary = path.resolve(name + ".tmp");
        Files.writeString(temporary, text);
        Files.move(temporary, path.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path.resolve("port"));
        channel.close();
    }
}
