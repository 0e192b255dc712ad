package io.spillway.server.web;

/** Bounds texts that come from outside. */
final class Texts {

    private Texts() {}

    /** The text's beginning. */
    static String clip(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
