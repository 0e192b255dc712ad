package io.spillway.server.degrade;

import java.util.Optional;

/** What a tier is in force for: one task type, the core path, or the site. */
public sealed interface Scope {

    /** One task type. Written {@code service:<task type>}. */
    record Service(String type) implements Scope {
        @Override
        public String toString() {
            return "service:" + type;
        }
    }

    /** The types that the business lives on. Written {@code core}. */
    record Core() implements Scope {
        @Override
        public String toString() {
            return "core";
        }
    }

    /** Everything. Written {@code site}. */
    record Site() implements Scope {
        @Override
        public String toString() {
            return "site";
        }
    }

    /** The scope that is written so, or empty. */
    static Optional<Scope> parse(String text) {
        if (text.equals("core")) {
            return Optional.of(new Core());
        }
        if (text.equals("site")) {
            return Optional.of(new Site());
        }
        if (text.matches("service:[a-z][a-z0-9]*(-[a-z0-9]+)*") && text.length() <= 72) {
            return Optional.of(new Service(text.substring("service:".length())));
        }
        return Optional.empty();
    }
}
