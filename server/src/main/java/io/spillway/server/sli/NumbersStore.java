package io.spillway.server.sli;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where nodes tell each other their numbers: a port. */
public interface NumbersStore {

    /**
     * Says what ended on a node, and asks what all say, at once.
     *
     * @param sheds what the node has shed since it last said so; added to what the cluster has shed so far
     * @throws UnavailableException if the storage does not answer; then nothing was said, or nobody knows
     */
    Said exchange(String node, NodeNumbers numbers, Map<Sheds, Long> sheds);

    /**
     * What all say.
     *
     * @param nodes without those that were silent for longer than {@link ClusterNumbers#GONE}, and without what can't be read
     * @param sheds what the cluster has shed so far: grows, unless the storage lost it
     * @param watched for how long there has been a node that was not silent for longer than that
     */
    record Said(List<Word> nodes, Map<Sheds, Long> sheds, Duration watched) {
        public Said {
            nodes = List.copyOf(nodes);
            sheds = Map.copyOf(sheds);
        }
    }

    /** One node's last word. @param age how old it is, by the storage's clock */
    record Word(String node, NodeNumbers numbers, Duration age) {}

    /** The storage did not answer. */
    final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
