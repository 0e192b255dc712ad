package io.spillway.server.web;

import io.spillway.server.degrade.Scope;
import io.spillway.server.node.NodeRecord.WhyBroken;
import io.spillway.server.waiting.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in a sentence what keeps a task from running. */
final class WaitingText {

    private final Format format;

    WaitingText(Format format) {
        this.format = format;
    }

    String of(Reason reason) {
        return switch (reason) {
            case Reason.StorageFails(String problem) -> format.sentence("waiting.storage", problem);
            case Reason.Delayed(Instant _, Duration in) -> format.sentence("waiting.delayed", format.lasting(in));
            case Reason.RetryDue(int attempt, Instant _, Duration in) ->
                format.sentence("waiting.retry", format.count(attempt), soon(in));
            case Reason.Parked parked ->
                parked.before() == 0
                        ? format.sentence("waiting.parked", parked.key())
                        : format.sentence("waiting.parked.behind", parked.key(), format.count(parked.before()));
            case Reason.NoHandler(String type, Reason.NoHandler.Lack lack, @Nullable String plugin) ->
                format.sentence(
                        "waiting.no-handler." + lack.name().toLowerCase(Locale.ROOT),
                        type,
                        plugin == null ? "" : plugin);
            case Reason.KeptBack kept -> keptBack(kept);
            case Reason.Paused(String by, String why, Instant _) -> format.sentence("waiting.paused", by, why);
            case Reason.BreakerOpen(List<String> nodes, WhyBroken why, Instant _) ->
                format.sentence("waiting.breaker", String.join(", ", nodes), BreakerTexts.of(why, format.locale()));
            case Reason.AtConcurrency(long running, int limit) ->
                format.sentence("waiting.concurrency", format.count(running), format.count(limit));
            case Reason.AtRate(double perSecond) -> format.sentence("waiting.rate", format.rate(perSecond));
            case Reason.InQueue queue -> inQueue(queue);
        };
    }

    private String keptBack(Reason.KeptBack kept) {
        String scope = kept.scope() instanceof Scope.Service(String type)
                ? format.sentence("kind.service", type)
                : format.word("kind." + kept.scope());
        return format.sentence("waiting.tier", kept.tier().name(), scope);
    }

    private String inQueue(Reason.InQueue queue) {
        String before = queue.before() == 0
                ? format.word("waiting.next")
                : queue.isAbout()
                        ? format.sentence("waiting.queued.about", format.count(queue.before()))
                        : format.sentence("waiting.queued", format.count(queue.before()));
        String workers = queue.busyWorkers()
                .map(limit -> format.sentence("waiting.workers", format.count(limit)) + " ")
                .orElse("");
        return workers + before + wait(queue).map(each -> " " + each).orElse("");
    }

    private Optional<String> wait(Reason.InQueue queue) {
        return queue.before() == 0
                ? Optional.empty()
                : queue.expected().map(wait -> format.sentence("waiting.wait", format.lasting(wait)));
    }

    private String soon(Duration in) {
        return in.toMinutes() > 0 ? format.lasting(in) : format.latency(in);
    }
}
