package io.spillway.server.policy;

import io.spillway.server.degrade.DegradeConfig;
import io.spillway.server.policy.PolicyReader.Reading;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy that holds on this node. It looks at its file from time to time: what changed is taken up once two looks in a row
 * read the same, so that no half of a file is, and a file that cannot be used changes nothing but what is said about it, once
 * for each content. Needs no Redis.
 */
public final class PolicyBook implements Supplier<DegradeConfig> {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyBook.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final PolicyConfig config;
    private final DegradeConfig settings;
    private final InstantSource clock;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable String seen;
    private @Nullable String last;
    private volatile Entry present;

    /** @param settings what holds where the file says nothing, and where there is none */
    public PolicyBook(PolicyConfig config, DegradeConfig settings, InstantSource clock) {
        this.config = config;
        this.settings = settings;
        this.clock = clock;
        this.present = new Entry(settings, status(settings, null, clock.instant()));
        config.file().ifPresent(file -> take(file, Content.of(file)));
    }

    private record Entry(DegradeConfig policy, PolicyStatus status) {}

    /** Hears of each file that is taken up or refused: must be quick, and must not throw. */
    public interface Listener {
        void on(PolicyStatus now);
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public DegradeConfig get() {
        return present.policy();
    }

    public PolicyStatus status() {
        return present.status();
    }

    /** The file's name, or nothing where there is none. */
    public String fileName() {
        return config.file().map(file -> String.valueOf(file.getFileName())).orElse("");
    }

    /** Looks at the file. Returns when to look again. */
    public synchronized Duration runOnce() {
        config.file().ifPresent(this::look);
        return PERIOD;
    }

    private void look(Path file) {
        Content content = Content.of(file);
        boolean isSettled = content.text().equals(last);
        last = content.text();
        if (isSettled && !content.text().equals(seen)) {
            take(file, content);
        }
    }

    private void take(Path file, Content content) {
        boolean isReload = seen != null;
        seen = content.text();
        last = content.text();
        if (content.trouble()) {
            refuse(file, List.of(content.text()));
            return;
        }
        String name = String.valueOf(file.getFileName());
        switch (PolicyReader.read(content.text(), settings)) {
            case Reading.Accepted _
            when isReload && PolicyReader.isEmpty(content.text()) ->
                refuse(file, List.of(name + ": holds nothing; write 'tiers: {}' to go by the settings"));
            case Reading.Accepted(DegradeConfig policy) -> accept(file, policy);
            case Reading.Refused(List<PolicyProblem> problems) ->
                refuse(file, problems.stream().map(each -> each.in(name)).toList());
        }
    }

    private void accept(Path file, DegradeConfig policy) {
        PolicyStatus status = status(policy, file, clock.instant());
        LOG.info("The degradation policy {} is in force, with the hash {}", file, status.hash());
        present = new Entry(policy, status);
        tell();
    }

    private void refuse(Path file, List<String> problems) {
        PolicyStatus before = present.status();
        LOG.warn(
                "The degradation policy {} can't be used, and the one with the hash {} stays in force: {}",
                file,
                before.hash(),
                String.join("; ", problems));
        PolicyStatus.Refused refused = new PolicyStatus.Refused(clock.instant(), problems);
        present = new Entry(
                present.policy(), new PolicyStatus(before.file(), before.hash(), before.since(), Optional.of(refused)));
        tell();
    }

    private void tell() {
        listeners.forEach(each -> each.on(present.status()));
    }

    private static PolicyStatus status(DegradeConfig policy, @Nullable Path file, Instant now) {
        return new PolicyStatus(file, PolicyText.hash(policy), now, Optional.empty());
    }

    /** What stands in the file, or why that is not known. */
    private record Content(String text, boolean trouble) {

        static Content of(Path file) {
            try {
                if (Files.size(file) > 4L * PolicyReader.MAX_CHARACTERS) {
                    return new Content(file + " is far too large for a policy", true);
                }
                return new Content(Files.readString(file), false);
            } catch (NoSuchFileException e) {
                return new Content(file + " does not exist", true);
            } catch (CharacterCodingException e) {
                return new Content(file + " is not written in UTF-8", true);
            } catch (IOException e) {
                return new Content(file + " can't be read: " + e, true);
            }
        }
    }
}
