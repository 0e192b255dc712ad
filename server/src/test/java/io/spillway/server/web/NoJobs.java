package io.spillway.server.web;

import io.spillway.server.deadletter.BulkId;
import io.spillway.server.deadletter.BulkJob;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkStore;
import java.util.List;
import java.util.Optional;

/** No bulk jobs. */
final class NoJobs implements BulkStore {

    @Override
    public Start start(BulkOrder order) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<BulkJob> find(BulkId id) {
        return Optional.empty();
    }

    @Override
    public List<BulkJob> recent(int limit) {
        return List.of();
    }

    @Override
    public List<BulkId> open() {
        return List.of();
    }

    @Override
    public void close(BulkId id) {}

    @Override
    public Optional<Held> hold(BulkId id, String node, long fence) {
        return Optional.empty();
    }

    @Override
    public Optional<Stepped> step(Held held, Step step) {
        return Optional.empty();
    }

    @Override
    public void watch(BulkId id) {}

    @Override
    public Changed change(BulkId id, Change change) {
        return new Changed.Unknown();
    }
}
