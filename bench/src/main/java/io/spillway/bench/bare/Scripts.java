package io.spillway.bench.bare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The two scripts of the bare cycle, shared by all measures. */
public final class Scripts {

    private Scripts() {}

    public static String read(String name) throws IOException {
        try (InputStream in = Scripts.class.getResourceAsStream("/io/spillway/bench/" + name)) {
            if (in == null) {
                throw new IOException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
