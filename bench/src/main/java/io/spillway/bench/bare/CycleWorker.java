package io.spillway.bench.bare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;

/** Runs tasks, which takes no time: settles what it has and claims as many again in one call, and sleeps until the bell rings. */
public final class CycleWorker implements Runnable {

    public static final String PREFIX = "bare:{0}:";

    private static final int BATCH = 64;

    private final Jedis jedis;
    private final String script;
    private final Semaphore bell = new Semaphore(0);
    private final Consumer<List<String>> ended;

    /** @param ended hears of tasks when Redis has their end */
    public CycleWorker(Jedis jedis, Consumer<List<String>> ended) throws IOException {
        this.jedis = jedis;
        this.script = jedis.scriptLoad(Scripts.read("cycle.lua"));
        this.ended = ended;
    }

    /** Says that there is something to claim. */
    public void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    @Override
    public void run() {
        List<String> claimed = List.of();
        try {
            while (true) {
                List<String> args =
                        new ArrayList<>(List.of(Long.toString(System.currentTimeMillis()), "node", "" + BATCH));
                args.addAll(claimed);
                List<?> reply = (List<?>) jedis.evalsha(script, List.of(PREFIX), args);
                ended.accept(claimed);
                claimed = reply.stream().map(String::valueOf).toList();
                if (claimed.isEmpty()) {
                    bell.acquire();
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
