package io.spillway.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was registered, the last one first. What fails is logged with its name, and the others are closed. */
final class Closer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String name, AutoCloseable resource) {}

    /** Returns the resource, to be closed by that name. */
    <T extends AutoCloseable> T register(String name, T resource) {
        steps.push(new Step(name, resource));
        return resource;
    }

    @Override
    public void close() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            try {
                step.resource().close();
            } catch (Exception e) {
                LOG.warn("{} did not close properly; what comes after it is closed all the same", step.name(), e);
            }
        }
    }
}
