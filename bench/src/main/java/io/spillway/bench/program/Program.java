package io.spillway.bench.program;

import io.spillway.bench.load.Api;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A program that takes tasks over HTTP and runs them. */
public interface Program extends AutoCloseable {

    String NOOP = "{\"type\":\"probe-noop\",\"payload\":{}}";

    String name();

    Api api();

    /** Where one task is posted. */
    String path();

    /** Tasks that have reached their end. */
    double settled() throws IOException;

    /** Tasks that were taken. */
    double accepted() throws IOException;

    /** Seconds of processor time of the program. */
    double cpuSeconds();

    /** Seconds of processor time of its Redis. */
    double redisSeconds();

    /**
     * When tasks ended, in milliseconds since 1970, as the script that ended them wrote it: the time at its beginning, cut to
     * the millisecond; empty for one that has not succeeded.
     */
    List<OptionalLong> finishedAt(List<String> ids) throws IOException, InterruptedException;

    /** Where many are posted. */
    default String batchPath() {
        return path() + "/batch";
    }

    /** The body of a batch. */
    static String batch(String task, int size) {
        return IntStream.range(0, size).mapToObj(i -> task).collect(Collectors.joining(",", "{\"tasks\":[", "]}"));
    }
}
