package io.spillway.server.sli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers in memory: believed because {@link NumbersStoreContract} runs on it, too. */
public final class InMemoryNumbersStore implements NumbersStore {

    private final InstantSource clock;
    private final Map<String, NodeNumbers> numbers = new HashMap<>();
    private final Map<String, Instant> said = new HashMap<>();
    private final Map<Sheds, Long> shed = new HashMap<>();
    private Instant since = Instant.MIN;
    private boolean down;

    public InMemoryNumbersStore(InstantSource clock) {
        this.clock = clock;
    }

    public void down(boolean down) {
        this.down = down;
    }

    @Override
    public synchronized Said exchange(String node, NodeNumbers own, Map<Sheds, Long> sheds) {
        if (down) {
            throw new UnavailableException("the store is down", new IllegalStateException("down"));
        }
        Instant now = clock.instant();
        boolean heard =
                said.values().stream().anyMatch(at -> Duration.between(at, now).compareTo(ClusterNumbers.GONE) <= 0);
        since = heard ? since : now;
        numbers.put(node, own);
        said.put(node, now);
        sheds.forEach((name, count) -> shed.merge(name, count, Long::sum));
        List<Word> words = numbers.entrySet().stream()
                .map(each -> new Word(
                        each.getKey(), each.getValue(), Duration.between(said.getOrDefault(each.getKey(), now), now)))
                .filter(word -> word.age().compareTo(ClusterNumbers.GONE) <= 0)
                .toList();
        return new Said(words, shed, Duration.between(since, now));
    }
}
