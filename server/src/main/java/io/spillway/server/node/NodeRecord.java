package io.spillway.server.node;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells the others of itself. Whoever can write to the storage can write one, so its texts are bounded, and
 * hold nothing but what can be printed.
 *
 * @param types the types of tasks that it runs
 * @param problems what is wrong with it
 * @param breakers those that are not closed, or held by a person; none in the record of an older node
 */
public record NodeRecord(
        Identity identity,
        Instant startedAt,
        Workers workers,
        List<String> types,
        List<ReportedProblem> problems,
        @Nullable List<ReportedBreaker> breakers) {

    private static final int MAX_TYPES = 500;
    private static final int MAX_PROBLEMS = 20;
    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cc}\\p{Cs}]*");
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9._-]{1,253}:[0-9]{1,5}|\\[[0-9A-Fa-f:.]{2,45}]:[0-9]{1,5}");

    public NodeRecord {
        types = List.copyOf(types.subList(0, Math.min(types.size(), MAX_TYPES)));
        types.forEach(type -> check("type", type, 64));
        problems = List.copyOf(problems.subList(0, Math.min(problems.size(), MAX_PROBLEMS)));
        breakers =
                breakers == null ? List.of() : List.copyOf(breakers.subList(0, Math.min(breakers.size(), MAX_TYPES)));
    }

    /** A node whose breakers are closed. */
    public NodeRecord(
            Identity identity, Instant startedAt, Workers workers, List<String> types, List<ReportedProblem> problems) {
        this(identity, startedAt, workers, types, problems, List.of());
    }

    /** Those that are not closed, or held by a person. */
    @Override
    public List<ReportedBreaker> breakers() {
        return breakers == null ? List.of() : breakers;
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

    /**
     * A breaker as another node tells of it.
     *
     * @param state {@code open}, {@code half_open} or {@code closed}
     * @param until when an open one lets something begin again; null for others
     */
    public record ReportedBreaker(
            String type,
            String state,
            WhyBroken why,
            @Nullable Instant until) {

        public ReportedBreaker {
            check("breaker's type", type, 64);
            check("breaker's state", state, 16);
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * Why a breaker is as it is. A newer node may know reasons that this one does not: it tells the sentence, too.
     *
     * @param attempts that were counted, {@code failures} of them, {@code ofCause} of these of the commonest cause
     * @param seconds within which they ended; 0 where that does not matter
     * @param cause of {@link io.spillway.plugin.api.Cause}, or nothing
     * @param text the reason, in English
     */
    public record WhyBroken(
            String code, long attempts, long failures, String cause, long ofCause, long seconds, String text) {

        public WhyBroken {
            check("breaker's reason", code, 16);
            check("breaker's cause", cause, 32);
            text = clipped(text, 1024);
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
