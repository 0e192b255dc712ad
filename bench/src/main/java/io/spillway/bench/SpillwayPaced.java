package io.spillway.bench;

import io.spillway.bench.load.FixedRate;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.BenchRedis;
import io.spillway.server.submit.Submitter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The engine at a fixed rate, with its numbers and without HTTP. */
final class SpillwayPaced implements Paced {

    private final SpillwayEngine engine;

    SpillwayPaced(BenchRedis redis) {
        this.engine = new SpillwayEngine(redis);
    }

    @Override
    public Latencies run(FixedRate rate, int batch) throws Exception {
        Ends ends = new Ends();
        AtomicReference<@Nullable Latencies> result = new AtomicReference<>();
        engine.run(finished -> ends.ended(finished.id().value()), submitter -> {
            rate.run(() -> new FixedRate.Sender() {
                @Override
                public void send(FixedRate.Intended intended) {
                    int from = intended.index() * batch;
                    submitter.submit(SpillwayEngine.batch(from, from + batch)).forEach(answer -> {
                        if (answer instanceof Submitter.SubmitAnswer.Created created) {
                            ends.submitted(created.task().id().value(), intended.nanos());
                        } else {
                            throw new IllegalStateException("not accepted: " + answer);
                        }
                    });
                }

                @Override
                public void close() {}
            });
            result.set(ends.await(rate.requests() * batch));
        });
        return Objects.requireNonNull(result.get());
    }
}
