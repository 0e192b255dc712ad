package io.spillway.server.node;

import java.util.List;

/** Where nodes find each other: a port. All methods throw {@link UnavailableException} where the storage does not answer. */
public interface NodeStore {

    /**
     * Says that the node lives.
     *
     * @param incarnation which start of the node it is: another one with the same name is somebody else
     */
    Announced announce(NodeRecord record, String incarnation);

    /** Takes the node out, if it is still this incarnation of it. */
    void remove(String name, String incarnation);

    /** All that lived within {@link SeenNode#REMEMBERED}, in any order, without records that can't be read. */
    List<SeenNode> all();

    /** What came of it. */
    sealed interface Announced {

        record Written() implements Announced {}

        /** Another incarnation has the name, and was heard of a short while ago. */
        record Taken(SeenNode by) implements Announced {}

        /** There are as many nodes as can be: the others don't see this one. */
        record Full(int limit) implements Announced {}
    }

    /** The storage did not answer. */
    final class UnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public UnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
