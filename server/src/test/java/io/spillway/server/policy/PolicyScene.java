package io.spillway.server.policy;

import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.policy.PolicyReader.Reading;
import java.util.List;

/** A policy over the default settings. */
abstract class PolicyScene {

    static final DegradeConfig DEFAULTS = DegradeConfig.defaults();

    static DegradeConfig accepted(String text) {
        return switch (PolicyReader.read(text, DEFAULTS)) {
            case Reading.Accepted(DegradeConfig config) -> config;
            case Reading.Refused(List<PolicyProblem> problems) -> throw new AssertionError(problems);
        };
    }
}
