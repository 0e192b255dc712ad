package io.spillway.server.plugin;

import io.spillway.server.plugin.PluginException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A jar that names a plugin: complete, with a manifest that fits this server.
 *
 * @param copy the private copy that was checked, and that classes are loaded from
 */
record PluginJar(String id, String version, String sha256, Path copy) {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** Reads a copied jar. Every message begins with the name of the file that was copied. */
    static PluginJar read(String file, Path copy) throws PluginException, IOException {
        checkComplete(file, copy);
        Attributes manifest = manifest(file, copy);
        String id = attribute(file, manifest, "Plugin-Id");
        if (!ID.matcher(id).matches() || id.length() > 64) {
            throw PluginException.broken(file + ": Plugin-Id '" + id
                    + "' is not an id: lower-case words joined by hyphens, at most 64 characters");
        }
        String version = attribute(file, manifest, "Plugin-Version");
        String required = attribute(file, manifest, "Plugin-Requires");
        ApiVersion requires = ApiVersion.parse(required)
                .orElseThrow(() -> PluginException.broken(
                        file + ": Plugin-Requires '" + required + "' is not an API version such as 0.1"));
        if (!ApiVersion.CURRENT.fits(requires)) {
            throw PluginException.broken(file + ": plugin '" + id + "' " + version + " requires plugin API " + requires
                    + ", and this server has " + ApiVersion.CURRENT + ": use a build of the plugin for that API");
        }
        return new PluginJar(id, version, sha256(copy), copy);
    }

    /** Reads every byte, because a file that was cut off and patched together still has its table of contents. */
    private static void checkComplete(String file, Path copy) throws PluginException, IOException {
        try (ZipFile zip = new ZipFile(copy.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                CRC32 sum = new CRC32();
                try (InputStream in = zip.getInputStream(entry)) {
                    byte[] buffer = new byte[8192];
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        sum.update(buffer, 0, n);
                    }
                }
                if (entry.getCrc() != -1 && entry.getCrc() != sum.getValue()) {
                    throw new ZipException("checksum of " + entry.getName() + " does not match");
                }
            }
        } catch (ZipException e) {
            throw new PluginException(
                    Kind.INCOMPLETE,
                    file + " is not a complete jar, of " + Files.size(copy) + " bytes: " + e.getMessage()
                            + "; copy it again",
                    e);
        } catch (EOFException e) {
            throw new PluginException(Kind.INCOMPLETE, file + " is not a complete jar: it ends too early", e);
        }
    }

    private static Attributes manifest(String file, Path copy) throws PluginException, IOException {
        try (JarFile jar = new JarFile(copy.toFile())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw PluginException.broken(file + " has no META-INF/MANIFEST.MF: a plugin needs one with Plugin-Id,"
                        + " Plugin-Version and Plugin-Requires");
            }
            return manifest.getMainAttributes();
        }
    }

    private static String attribute(String file, Attributes manifest, String name) throws PluginException {
        String value = manifest.getValue(name);
        if (value == null || value.isBlank()) {
            throw PluginException.broken(file + ": the manifest has no " + name);
        }
        return value.strip();
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
