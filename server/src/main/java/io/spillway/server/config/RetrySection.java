package io.spillway.server.config;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Pause;
import io.spillway.server.retry.RetryConfig;
import io.spillway.server.retry.RetryConfig.Policy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The keys of retries: steps for each cause, and what holds for all. */
final class RetrySection {

    private static final String FULL = "full";
    private static final List<String> JITTERS = List.of("bounded", FULL);
    private static final String JITTER = "jitter";
    private static final String MAX_ATTEMPTS = "max-attempts";

    private RetrySection() {}

    static RetryConfig read(ConfigReader reader) {
        RetryConfig standard = RetryConfig.DEFAULT;
        Map<Cause, Policy> policies = new EnumMap<>(standard.policies());
        policies.replaceAll((cause, policy) -> steps(reader, cause, policy));
        reader.describe(
                "retry.<cause>." + JITTER,
                JITTERS.getFirst(),
                "Or full: any time from nothing to the step, whatever follows its ~.");
        reader.describe(
                "retry.<cause>." + MAX_ATTEMPTS,
                "that of the type",
                "How often a task is tried at the most, where its type allows more.");
        policies.replaceAll((cause, policy) -> adjusted(reader, cause, policy));
        Duration totalTime = reader.duration(
                "retry.total-time",
                Values.text(standard.totalTime()),
                "How long after its first attempt began a task may be tried again, unless its type says so.");
        Duration maxRetryAfter = reader.duration(
                "retry.max-retry-after",
                Values.text(standard.maxRetryAfter()),
                "The longest wait that a service may ask for; a task that is to wait longer fails.");
        return reader.build("retry", standard, () -> new RetryConfig(policies, totalTime, maxRetryAfter));
    }

    private static Policy steps(ConfigReader reader, Cause cause, Policy standard) {
        List<Pause> steps = reader.pauses(
                key(cause, "steps"),
                standard.steps().stream().map(RetrySection::text).collect(Collectors.joining(",")),
                "The pauses after failures by this cause, ~ their jitter; the last one repeats.");
        return new Policy(steps, standard.maxAttempts());
    }

    private static Policy adjusted(ConfigReader reader, Cause cause, Policy policy) {
        Policy adjusted = policy;
        if (reader.names("retry", List.of(JITTER)).contains(cause.label())
                && reader.choice(key(cause, JITTER), JITTERS, "How the pauses are spread.")
                        .equals(FULL)) {
            adjusted = adjusted.withFullJitter();
        }
        if (reader.names("retry", List.of(MAX_ATTEMPTS)).contains(cause.label())) {
            adjusted = adjusted.withMaxAttempts(
                    reader.integer(key(cause, MAX_ATTEMPTS), 3, 1, 1000, "How often a task is tried at the most."));
        }
        return adjusted;
    }

    private static String key(Cause cause, String last) {
        return "retry." + cause.label() + "." + last;
    }

    private static String text(Pause pause) {
        String length = pause.length().toMillis() + "ms";
        return pause.jitter().isZero() ? length : length + "~" + pause.jitter().toMillis() + "ms";
    }
}
