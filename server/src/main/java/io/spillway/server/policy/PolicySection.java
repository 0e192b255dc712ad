package io.spillway.server.policy;

import io.spillway.server.plugin.NearestName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Keys with values, read strictly: a value that is wrong becomes a problem, and reading goes on with the default, so that all
 * problems are named at once. {@link #finish} names the keys that nobody asked for.
 */
final class PolicySection {

    private final PolicyNode.Section node;
    private final String path;
    private final List<PolicyProblem> problems;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> wrong = new HashSet<>();

    PolicySection(PolicyNode.Section node, String path, List<PolicyProblem> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** How a value is written. Throws {@link IllegalArgumentException} with what it must be. */
    @FunctionalInterface
    interface Form<T> {
        T read(PolicyNode value);
    }

    /** The value of a key, or the other one where the key does not stand here, or its value is wrong. */
    <T> T value(String key, T otherwise, Form<T> form) {
        known.add(key);
        PolicyNode.Entry entry = node.entries().get(key);
        if (entry == null) {
            return otherwise;
        }
        try {
            return form.read(present(entry.value()));
        } catch (IllegalArgumentException e) {
            problem(entry, key, String.valueOf(e.getMessage()));
            return otherwise;
        }
    }

    private static PolicyNode present(PolicyNode value) {
        if (value instanceof PolicyNode.Nothing) {
            throw new IllegalArgumentException("has no value");
        }
        return value;
    }

    /** The section below a key, if there is one. */
    Optional<PolicySection> section(String key) {
        PolicyNode.Section below = value(key, new PolicyNode.Section(node.line(), Map.of()), value -> {
            if (value instanceof PolicyNode.Section section) {
                return section;
            }
            throw new IllegalArgumentException("must be a section: keys with values, indented below it");
        });
        return below.entries().isEmpty()
                ? Optional.empty()
                : Optional.of(new PolicySection(below, below(key), problems));
    }

    /** The keys that stand here, in the file's order. */
    List<String> keys() {
        return List.copyOf(node.entries().keySet());
    }

    /** Builds a record of this section's values. What its constructor refuses is a problem of the section. */
    <T> T build(T otherwise, Supplier<T> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            if (wrong.isEmpty()) {
                problems.add(new PolicyProblem(node.line(), path, String.valueOf(e.getMessage())));
            }
            return otherwise;
        }
    }

    /** Names a key that may not stand here. */
    void refuse(String key, String why) {
        known.add(key);
        PolicyNode.Entry entry = node.entries().get(key);
        if (entry != null) {
            problem(entry, key, why);
        }
    }

    private void problem(PolicyNode.Entry entry, String key, String what) {
        wrong.add(key);
        problems.add(new PolicyProblem(entry.line(), below(key), what));
    }

    void finish() {
        node.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String hint = NearestName.of(key, known)
                        .map(each -> "; did you mean " + each + "?")
                        .orElse("; what may stand here: " + String.join(", ", known));
                problems.add(new PolicyProblem(entry.line(), below(key), "is not a known key" + hint));
            }
        });
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
