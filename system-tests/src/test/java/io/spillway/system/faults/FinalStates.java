package io.spillway.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.spillway.system.Api;
import io.spillway.system.Await;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Waits for the ends of tasks, and holds what each one was like. */
final class FinalStates {

    private static final Set<String> FINAL = Set.of("succeeded", "failed", "canceled");
    private static final int THREADS = 4;

    private final Cluster cluster;
    private final Collection<Recorder.Acknowledged> tasks;
    private final Map<String, JsonNode> ended = new ConcurrentHashMap<>();
    private final Set<String> missing = ConcurrentHashMap.newKeySet();

    FinalStates(Cluster cluster, Collection<Recorder.Acknowledged> tasks) {
        this.cluster = cluster;
        this.tasks = tasks;
    }

    /** By key. Fails if one is not there, or has not ended in time. */
    Map<String, JsonNode> await(Duration limit) {
        look(limit);
        assertThat(missing.stream().limit(10))
                .as("%d of %d acknowledged tasks that are lost", missing.size(), tasks.size())
                .isEmpty();
        return Map.copyOf(ended);
    }

    /** Waits until each one has ended or turns out to be missing; the keys of the missing ones. */
    Set<String> awaitMissing(Duration limit) {
        look(limit);
        return Set.copyOf(missing);
    }

    private void look(Duration limit) {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Await.until("the ends of all " + tasks.size() + " tasks", limit, () -> {
                List<Recorder.Acknowledged> open = tasks.stream()
                        .filter(each -> !ended.containsKey(each.key()) && !missing.contains(each.key()))
                        .toList();
                open.stream()
                        .map(each -> threads.submit(() -> look(each)))
                        .toList()
                        .forEach(FinalStates::join);
                return ended.size() + missing.size() == tasks.size();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; still open: " + open(), e);
        }
    }

    private List<String> open() {
        return tasks.stream()
                .filter(each -> !ended.containsKey(each.key()) && !missing.contains(each.key()))
                .limit(10)
                .map(each -> cluster.anyApi()
                        .map(api -> api.get("/api/v1/tasks/" + each.id(), "application/json")
                                .body())
                        .orElse(each.toString()))
                .toList();
    }

    private void look(Recorder.Acknowledged task) {
        Optional<Api> api = cluster.anyApi();
        if (api.isEmpty()) {
            return;
        }
        Api.Answer answer;
        try {
            answer = api.get().get("/api/v1/tasks/" + task.id(), "application/json");
        } catch (UncheckedIOException again) {
            return;
        }
        switch (answer.status()) {
            case 200 -> {
                if (FINAL.contains(answer.json().path("state").asText())) {
                    ended.put(task.key(), answer.json());
                }
            }
            case 404 -> missing.add(task.key());
            case 503 -> {}
            default -> throw new AssertionError(task + " was answered " + answer);
        }
    }

    private static void join(Future<?> look) {
        try {
            look.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while looking at tasks", e);
        }
    }
}
