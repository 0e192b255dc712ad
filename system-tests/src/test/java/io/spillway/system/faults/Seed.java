package io.spillway.system.faults;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Where a test's chance comes from: {@code -Dspillway.seed}, or a new one each time, which is printed. */
final class Seed implements BeforeTestExecutionCallback, TestExecutionExceptionHandler {

    private final long number;

    private Seed(long number) {
        this.number = number;
    }

    static Seed drawn() {
        return new Seed(Long.getLong("spillway.seed", new SplittableRandom().nextLong(1_000_000_000)));
    }

    /** A generator of its own for each purpose, so that one's draws don't move the other's. */
    RandomGenerator random(String purpose) {
        return new SplittableRandom(number * 31 + purpose.hashCode());
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        System.out.println(context.getRequiredTestClass().getSimpleName() + ": " + this);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) {
        throw new AssertionError("with " + this + ": " + failure.getMessage(), failure);
    }

    @Override
    public String toString() {
        return "-Dspillway.seed=" + number;
    }
}
