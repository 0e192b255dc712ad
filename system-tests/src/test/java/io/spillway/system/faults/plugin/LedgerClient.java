package io.spillway.system.faults.plugin;

import io.spillway.plugin.api.TaskContext;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes into the ledger: a Redis that no fault of the tests touches. Each word that it writes is one script. */
final class LedgerClient {

    /* A lower fence than one that was seen writes nothing but that it was refused. */
    private static final String COMMON = """
            local key, task, attempt, fence, node = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
            local time = redis.call('TIME')
            local function note(list, more)
              local micros = string.format('%.0f', time[1] * 1000000 + time[2])
              redis.call('RPUSH', list, table.concat({ key, task, attempt, fence, node, micros, more }, ' '))
            end
            local function outdated(what)
              local seen = tonumber(redis.call('HGET', 'fences', key) or '0')
              if tonumber(fence) < seen then
                note('refusals', what)
                return true
              end
              redis.call('HSET', 'fences', key, fence)
              return false
            end
            """;

    private static final String BEGIN = COMMON + """
            if outdated('begin') then return 'stale' end
            note('starts', '-')
            return 'begun'
            """;

    private static final String EFFECT = COMMON + """
            if outdated('effect') then return 'stale' end
            local promised = ARGV[6]
            if redis.call('HSETNX', 'keys', promised, task) == 0 then
              note('repeats', redis.call('HGET', 'keys', promised))
              return 'known'
            end
            note('effects', '-')
            return 'applied'
            """;

    private static final String STOP = COMMON + """
            note('stops', ARGV[6])
            return 'noted'
            """;

    private final int port;
    private final String node;
    private final Queue<RespConnection> idle = new ConcurrentLinkedQueue<>();

    LedgerClient(int port, String node) {
        this.port = port;
        this.node = node;
    }

    /** False if a later attempt has begun already. */
    boolean begins(TaskContext context, Work work) throws IOException {
        return run(BEGIN, context, work, "").equals("begun");
    }

    /**
     * Knows an effect again by the key that the server gives, and notes it under the payload's: where the two go apart, it
     * is there twice.
     *
     * @return {@code applied}, {@code known} where an earlier attempt had the effect, or {@code stale}
     */
    String takesEffect(TaskContext context, Work work) throws IOException {
        return run(EFFECT, context, work, context.idempotencyKey());
    }

    /** @param canceled what the token said when the handler was interrupted */
    void stops(TaskContext context, Work work, boolean canceled) throws IOException {
        run(STOP, context, work, canceled ? "canceled" : "interrupted");
    }

    private String run(String script, TaskContext context, Work work, String more) throws IOException {
        RespConnection connection = idle.poll();
        if (connection == null) {
            connection = RespConnection.open(port);
        }
        String answer;
        try {
            answer = connection.call(
                    "EVAL",
                    script,
                    "0",
                    work.key(),
                    context.taskId(),
                    Integer.toString(context.attempt()),
                    Long.toString(context.fence()),
                    node,
                    more);
        } catch (IOException e) {
            // An interruption closes it, with its answer on the way.
            connection.close();
            throw e;
        }
        idle.add(connection);
        return answer;
    }
}
