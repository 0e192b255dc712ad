package io.spillway.server.plugin;

import org.jspecify.annotations.Nullable;

/** Why a jar is no plugin that runs, in words for the operator. */
final class PluginException extends Exception {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    enum Kind {
        /** The file itself: cut off, or no zip. It may still be being copied. */
        INCOMPLETE,
        /** Another plugin has what this one claims; it may go. */
        CONFLICT,
        /** The plugin is wrong, and stays so until its file changes. */
        BROKEN
    }

    PluginException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static PluginException broken(String message) {
        return new PluginException(Kind.BROKEN, message, null);
    }

    Kind kind() {
        return kind;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
