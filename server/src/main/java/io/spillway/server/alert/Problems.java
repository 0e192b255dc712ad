package io.spillway.server.alert;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one body: as many findings as help, and no more. */
final class Problems {

    private static final int ENOUGH = 20;

    private final List<ReadResult.Problem> found = new ArrayList<>();

    void add(String pointer, String message) {
        if (found.size() < ENOUGH) {
            found.add(new ReadResult.Problem(pointer, message));
        }
    }

    boolean any() {
        return !found.isEmpty();
    }

    boolean enough() {
        return found.size() >= ENOUGH;
    }

    ReadResult.Refused refused() {
        return new ReadResult.Refused(found);
    }

    /** A name as a step of a JSON pointer. */
    static String step(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
