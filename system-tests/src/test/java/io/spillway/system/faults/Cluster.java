package io.spillway.system.faults;

import io.spillway.system.Api;
import io.spillway.system.Await;
import io.spillway.system.ServerSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Nodes that share one Redis, each with a data folder of its own, and with the plugin of the fault tests. */
final class Cluster implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<Node> nodes;
    private final AtomicInteger turn = new AtomicInteger();

    private Cluster(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** Starts so many nodes at the same time. */
    static Cluster start(Path folder, int size, UnaryOperator<ServerSetup> settings) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            String name = "node-" + i;
            ServerSetup setup = ServerSetup.in(folder.resolve(name))
                    .with("engine.node-name", name)
                    .with("plugins.config." + PluginJar.ID + ".node", name)
                    .with("redis.check-share", "0.1");
            PluginJar.into(setup.plugins());
            nodes.add(new Node(name, settings.apply(setup)));
        }
        Cluster cluster = new Cluster(nodes);
        try {
            cluster.startAll();
        } catch (AssertionError e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private void startAll() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> starts = new ArrayList<>();
            nodes.forEach(node -> starts.add(threads.submit(node::start)));
            for (Future<?> each : starts) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a node did not start: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the nodes start", e);
        }
        for (Node node : nodes) {
            Await.until(
                    "the types of the fault tests on " + node.name(),
                    LIMIT,
                    () -> api(node).taskTypes().toString().contains("\"ledger\""));
        }
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node(String name) {
        return nodes.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node " + name));
    }

    List<Node> othersThan(Node node) {
        return nodes.stream().filter(each -> each != node).toList();
    }

    /** A node that is up, another one each time. */
    Optional<Node> anyNode() {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
            if (node.isUp()) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    Optional<Api> anyApi() {
        return anyNode().flatMap(Node::api);
    }

    static Api api(Node node) {
        return node.api().orElseThrow(() -> new AssertionError(node.name() + " is not up"));
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
