package io.spillway.server.auth;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** Makes unguessable texts. */
final class Secrets {

    private Secrets() {}

    /** 43 characters that are safe in a URL, of 256 random bits. @param random must be a secure one outside of tests */
    static String create(RandomGenerator random) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }
}
