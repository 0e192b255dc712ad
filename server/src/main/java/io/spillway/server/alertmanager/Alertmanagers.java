package io.spillway.server.alertmanager;

import io.spillway.server.alert.Alert;
import io.spillway.server.alert.ListedAlert;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All members of Alertmanager's cluster. They do not pass alerts on to each other, so each one is asked and told. */
public final class Alertmanagers implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Alertmanagers.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final List<Member> members;
    private final String receiver;
    private final Duration warmUp;
    private final InstantSource clock;
    private final Set<Member> away = ConcurrentHashMap.newKeySet();

    /** @param warmUp how long after its start a member may not have heard of all alerts yet */
    public Alertmanagers(AlertmanagerConfig config, Duration warmUp, InstantSource clock) {
        this.members = config.urls().stream()
                .map(url -> new Member(http, url, config.tokenFile()))
                .toList();
        this.receiver = config.receiver();
        this.warmUp = warmUp;
        this.clock = clock;
    }

    /** Asks all of them. */
    Listing list() throws InterruptedException {
        Map<String, ListedAlert> alerts = new LinkedHashMap<>();
        @Nullable Set<String> byAll = null;
        boolean answered = true;
        boolean warm = true;
        for (Member member : members) {
            try {
                Set<String> byOne = new HashSet<>();
                for (ListedAlert each : member.alerts(receiver)) {
                    alerts.merge(each.notice().fingerprint(), each, Alertmanagers::united);
                    byOne.add(each.notice().fingerprint());
                }
                if (byAll == null) {
                    byAll = byOne;
                } else {
                    byAll.retainAll(byOne);
                }
                warm &= !clock.instant().isBefore(member.startedAt().plus(warmUp));
                back(member);
            } catch (IOException e) {
                failed(member, e);
                answered = false;
            }
        }
        return new Listing(alerts, byAll == null ? Set.of() : byAll, answered, warm);
    }

    /** Posts to all of them; returns whether one took it, which is enough for people to hear of it. */
    boolean post(byte[] alerts) throws InterruptedException {
        boolean taken = false;
        for (Member member : members) {
            try {
                member.post(alerts);
                back(member);
                taken = true;
            } catch (IOException e) {
                failed(member, e);
            }
        }
        return taken;
    }

    /* The later start is the present episode; and what one of them does not mute is not muted. */
    private static ListedAlert united(ListedAlert one, ListedAlert other) {
        ListedAlert later = one.notice().startsAt().isBefore(other.notice().startsAt()) ? other : one;
        Alert.Mute mute = one.mute() == null || other.mute() == null ? null : later.mute();
        return new ListedAlert(later.notice(), mute);
    }

    private void failed(Member member, IOException e) {
        if (away.add(member)) {
            LOG.log(Level.WARNING, "Alertmanager at {0} is of no use now: {1}", member, e.getMessage());
        }
    }

    private void back(Member member) {
        if (away.remove(member)) {
            LOG.log(Level.INFO, "Alertmanager at {0} answers again", member);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /**
     * What they say together.
     *
     * @param alerts that fire, by fingerprint
     * @param byAll fingerprints of those that each member that answered lists
     * @param answered whether each of them answered
     * @param warm whether those that did have run for long enough to have heard of all alerts
     */
    record Listing(Map<String, ListedAlert> alerts, Set<String> byAll, boolean answered, boolean warm) {

        Listing {
            alerts = Map.copyOf(alerts);
            byAll = Set.copyOf(byAll);
        }
    }
}
