package io.spillway.server.policy;

import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.policy.PolicyReader.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a policy file once, and says what is wrong with it: a sentence each, with its line. */
public final class PolicyCheck {

    private PolicyCheck() {}

    public sealed interface Result {
        record Usable(DegradeConfig policy) implements Result {}

        record Unusable(List<String> problems) implements Result {
            public Unusable {
                problems = List.copyOf(problems);
            }
        }
    }

    public static Result of(Path file, DegradeConfig defaults) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return new Result.Unusable(List.of("the policy file " + file + " does not exist"));
        } catch (IOException e) {
            return new Result.Unusable(List.of("the policy file " + file + " can't be read: " + e));
        }
        String name = String.valueOf(file.getFileName());
        return switch (PolicyReader.read(text, defaults)) {
            case Reading.Accepted(DegradeConfig policy) -> new Result.Usable(policy);
            case Reading.Refused(List<PolicyProblem> problems) ->
                new Result.Unusable(problems.stream().map(each -> each.in(name)).toList());
        };
    }
}
