package io.spillway.server.node;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a node tells the others of itself. Whoever can write to the storage can write one, so its texts are bounded, and
 * hold nothing but what can be printed.
 *
 * @param types the types of tasks that it runs
 * @param problems what is wrong with it
 */
public record NodeRecord(
        Identity identity, Instant startedAt, Workers workers, List<String> types, List<ReportedProblem> problems) {

    private static final int MAX_TYPES = 500;
    private static final int MAX_PROBLEMS = 20;
    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cc}\\p{Cs}]*");
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9._-]{1,253}:[0-9]{1,5}|\\[[0-9A-Fa-f:.]{2,45}]:[0-9]{1,5}");

    public NodeRecord {
        types = List.copyOf(types.subList(0, Math.min(types.size(), MAX_TYPES)));
        types.forEach(type -> check("type", type, 64));
        problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
    }

    /**
     * Which node it is.
     *
     * @param name under which it owns leases
     * @param address where its metrics are, {@code host:port}
     * @param host the machine that it runs on, and {@code pid} the process there
     */
    public record Identity(String name, String version, String address, String host, long pid) {

        public Identity {
            check("name", name, 128);
            check("version", version, 64);
            check("host", host, 253);
            if (name.isBlank() || !ADDRESS.matcher(address).matches()) {
                throw new IllegalArgumentException("a node has a name, and an address of the form host:port");
            }
        }
    }

    /** @param limit how many tasks may run there at the same time */
    public record Workers(int busy, int limit) {}

    /**
     * A problem as another node tells of it. A newer one may know kinds that this one does not: it tells the sentence, too.
     *
     * @param kind {@link NodeProblem.Kind#label()}
     * @param severity {@link NodeProblem.Severity#label()}
     * @param text the problem, in English
     */
    public record ReportedProblem(String kind, String severity, String subject, String detail, String text) {

        public ReportedProblem {
            check("kind", kind, 64);
            check("severity", severity, 16);
            subject = clipped(subject, 256);
            detail = clipped(detail, 256);
            text = clipped(text, 512);
        }

        /** Whether the node is not ready for it. */
        public boolean isError() {
            return severity.equals(NodeProblem.Severity.ERROR.label());
        }
    }

    private static void check(String what, String text, int max) {
        if (text.length() > max || !PRINTABLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the " + what + " of a node is longer than " + max + " signs, or holds some that can't be printed");
        }
    }

    /** What others said goes into these texts, so they are made to fit. */
    private static String clipped(String text, int max) {
        String printable = text.replaceAll("[\\p{Cc}\\p{Cs}]", " ");
        return printable.length() <= max ? printable : printable.substring(0, max);
    }
}
