package io.spillway.bench.bare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import redis.clients.jedis.Jedis;

/** The group commit: takes all submissions that are there, up to 256 tasks, without waiting for more, into one script. */
final class Submissions implements Runnable {

    private static final int MAX = 256;

    private final Jedis jedis;
    private final String script;
    private final Runnable bell;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

    /** One caller, and what it submits. */
    private record Waiting(List<String> ids, CompletableFuture<Void> durable) {}

    Submissions(Jedis jedis, String script, Runnable bell) {
        this.jedis = jedis;
        this.script = script;
        this.bell = bell;
    }

    /** Returns when Redis has them. */
    void submit(List<String> ids) {
        Waiting waiting = new Waiting(ids, new CompletableFuture<>());
        queue.add(waiting);
        waiting.durable().join();
    }

    @Override
    public void run() {
        try {
            for (Waiting first = queue.take(); ; first = queue.take()) {
                List<Waiting> batch = new ArrayList<>(List.of(first));
                int tasks = first.ids().size();
                for (Waiting next = queue.peek(); next != null; next = queue.peek()) {
                    tasks += next.ids().size();
                    if (tasks > MAX) {
                        break;
                    }
                    batch.add(queue.remove());
                }
                commit(batch);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void commit(List<Waiting> batch) {
        List<String> args = new ArrayList<>(List.of(Long.toString(System.currentTimeMillis())));
        batch.forEach(each -> args.addAll(each.ids()));
        jedis.evalsha(script, List.of(CycleWorker.PREFIX), args);
        batch.forEach(each -> each.durable().complete(null));
        bell.run();
    }
}
