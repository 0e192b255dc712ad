package io.spillway.server.degrade;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a tier is in force for: one task type, the core path, or the site. */
public sealed interface Scope {

    /** The widest first, then by type. */
    Comparator<Scope> ORDER = Comparator.comparingInt(Scope::rank).thenComparing(Scope::name);

    /** One task type. Written {@code service:<task type>}. */
    record Service(String type) implements Scope {

        private static final Pattern WRITTEN = Pattern.compile("service:[a-z][a-z0-9]*(-[a-z0-9]+)*");

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

    private static int rank(Scope scope) {
        return switch (scope) {
            case Site() -> 0;
            case Core() -> 1;
            case Service _ -> 2;
        };
    }

    private static String name(Scope scope) {
        return scope instanceof Service(String type) ? type : "";
    }

    /** The scope that is written so, or empty. */
    static Optional<Scope> parse(String text) {
        if (text.equals("core")) {
            return Optional.of(new Core());
        }
        if (text.equals("site")) {
            return Optional.of(new Site());
        }
        if (text.length() <= 72 && Service.WRITTEN.matcher(text).matches()) {
            return Optional.of(new Service(text.substring("service:".length())));
        }
        return Optional.empty();
    }
}
