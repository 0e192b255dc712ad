package io.spillway.bench;

import io.spillway.bench.bare.CycleWorker;
import io.spillway.bench.bare.Scripts;
import io.spillway.bench.load.FixedRate;
import io.spillway.bench.load.Latencies;
import io.spillway.bench.machine.BenchRedis;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** The bare cycle at a fixed rate: one connection submits, another one settles and claims, and waits for a bell in between. */
final class BarePaced implements Paced {

    private final BenchRedis redis;

    BarePaced(BenchRedis redis) {
        this.redis = redis;
    }

    @Override
    public Latencies run(FixedRate rate, int batch) throws Exception {
        Ends ends = new Ends();
        try (Jedis forSubmissions = redis.connect();
                Jedis forWork = redis.connect()) {
            forWork.xgroupCreate(CycleWorker.PREFIX + "queue", "workers", new StreamEntryID(0, 0), true);
            String submit = forSubmissions.scriptLoad(Scripts.read("submit.lua"));
            CycleWorker worker = new CycleWorker(forWork, ids -> ids.forEach(ends::ended));
            Thread thread = Thread.ofPlatform().name("worker").start(worker);
            rate.run(() -> new FixedRate.Sender() {
                @Override
                public void send(FixedRate.Intended intended) {
                    List<String> args = new ArrayList<>(List.of("" + System.currentTimeMillis()));
                    for (int i = 0; i < batch; i++) {
                        String id = "noop.0.01HF7YAT7TZBA5RY" + (10_000_000 + intended.index() * batch + i);
                        ends.submitted(id, intended.nanos());
                        args.add(id);
                    }
                    forSubmissions.evalsha(submit, List.of(CycleWorker.PREFIX), args);
                    worker.ring();
                }

                @Override
                public void close() {}
            });
            Latencies latencies = ends.await(rate.requests() * batch);
            thread.interrupt();
            thread.join();
            return latencies;
        }
    }
}
