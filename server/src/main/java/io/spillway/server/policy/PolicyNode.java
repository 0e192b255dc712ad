package io.spillway.server.policy;

import java.util.List;
import java.util.Map;

/** A value of the file, with the line on which it begins. */
sealed interface PolicyNode {

    int line();

    /** Keys with values, in the file's order. */
    record Section(int line, Map<String, Entry> entries) implements PolicyNode {}

    record Items(int line, List<PolicyNode> items) implements PolicyNode {}

    record Text(int line, String text) implements PolicyNode {}

    record Nothing(int line) implements PolicyNode {}

    /** A key's line, and its value. */
    record Entry(int line, PolicyNode value) {}
}
