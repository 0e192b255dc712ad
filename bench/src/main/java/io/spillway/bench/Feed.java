package io.spillway.bench;

import io.spillway.bench.load.Api;
import io.spillway.bench.load.Connection;
import io.spillway.bench.program.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills a queue by batches, one after the other, and does as it is told where it is told to slow down. */
final class Feed implements AutoCloseable {

    private static final int BATCH = 1_000;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final Api api;
    private final Connection connection;

    Feed(Api api) throws IOException {
        this.api = api;
        this.connection = Connection.open(api.port());
    }

    /** @return the ids, in order */
    List<String> submit(String task, int tasks) throws IOException {
        List<String> ids = new ArrayList<>(tasks);
        while (ids.size() < tasks) {
            ids.addAll(submit(Program.batch(task, Math.min(BATCH, tasks - ids.size()))));
        }
        return ids;
    }

    /** @return the ids of those that were taken */
    List<String> submit(String batch) throws IOException {
        Connection.Answer answer = connection.send(Connection.post(api, "/api/v1/tasks/batch", batch));
        if (answer.status() != 200 && answer.retryAfter() == 0) {
            throw new IOException("a batch was answered " + answer);
        }
        LockSupport.parkNanos(Duration.ofSeconds(answer.retryAfter()).toNanos());
        List<String> ids = new ArrayList<>(BATCH);
        for (Matcher id = ID.matcher(answer.body()); id.find(); ) {
            ids.add(id.group(1));
        }
        return ids;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
