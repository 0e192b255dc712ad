package io.spillway.bench;

import io.spillway.bench.load.FixedRate;
import io.spillway.bench.load.Latencies;

/** Something that takes batches of no-op tasks at fixed times, on an empty Redis. */
interface Paced {

    /** Runs until all have ended. @return from the intended submission of each task to its end */
    Latencies run(FixedRate rate, int batch) throws Exception;
}
