package io.spillway.server.alertmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.spillway.server.degrade.TierChange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells people of tiers, through Alertmanager and its routes. The tiers never wait for it: a change is put into a bounded
 * queue, tried for a few minutes, and then given up, because an old announcement misleads.
 */
public final class TierAnnouncer implements TierChange.Listener {

    private static final Logger LOG = System.getLogger(TierAnnouncer.class.getName());
    private static final int QUEUED = 256;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Duration GIVE_UP = Duration.ofMinutes(5);

    private final Alertmanagers alertmanagers;
    private final InstantSource clock;
    private final ObjIntConsumer<String> results;
    private final BlockingQueue<Announcement> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Deque<Announcement> open = new ArrayDeque<>();

    /** @param results hears how many announcements were {@code posted} or {@code dropped} */
    public TierAnnouncer(Alertmanagers alertmanagers, InstantSource clock, ObjIntConsumer<String> results) {
        this.alertmanagers = alertmanagers;
        this.clock = clock;
        this.results = results;
    }

    @Override
    public void on(TierChange change) {
        Announcement.of(change).ifPresent(announcement -> {
            if (!queue.offer(announcement)) {
                results.accept("dropped", 1);
            }
        });
    }

    /** Posts what is queued, once there is something; the body of a loop. */
    public Duration runOnce() throws InterruptedException {
        if (open.isEmpty()) {
            @Nullable Announcement first = queue.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return Duration.ZERO;
            }
            open.add(first);
        }
        queue.drainTo(open, QUEUED - open.size());
        giveUp(clock.instant());
        if (open.isEmpty()) {
            return Duration.ZERO;
        }
        List<Announcement> posted = new ArrayList<>(open);
        if (!alertmanagers.post(json(posted, clock.instant()))) {
            return AGAIN;
        }
        open.clear();
        results.accept("posted", posted.size());
        return Duration.ZERO;
    }

    private void giveUp(Instant now) {
        int before = open.size();
        open.removeIf(each -> now.isAfter(each.at().plus(GIVE_UP)));
        int dropped = before - open.size();
        if (dropped > 0) {
            LOG.log(Level.WARNING, "{0} changes of tiers were not announced: no Alertmanager took them", dropped);
            results.accept("dropped", dropped);
        }
    }

    private static byte[] json(List<Announcement> announcements, Instant now) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        announcements.forEach(each -> list.add(each.json(now)));
        return list.toString().getBytes(StandardCharsets.UTF_8);
    }
}
