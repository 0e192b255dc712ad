package io.spillway.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Tier;
import io.spillway.server.ManualClock;
import io.spillway.server.degrade.DegradeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyBookTest {

    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final DegradeConfig SETTINGS = DegradeConfig.defaults();

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(T0);
    private final List<PolicyStatus> heard = new ArrayList<>();

    private PolicyBook book(String text) throws IOException {
        Files.writeString(file(), text);
        PolicyBook book = new PolicyBook(new PolicyConfig(Optional.of(file())), SETTINGS, clock);
        book.listen(heard::add);
        return book;
    }

    private Path file() {
        return folder.resolve("policy.yml");
    }

    /** As long as it takes to take up what stands there. */
    private static void look(PolicyBook book) {
        book.runOnce();
        book.runOnce();
    }

    private static String hold(String duration) {
        return "tiers: {L1: {min-hold: " + duration + "}}\n";
    }

    private static Duration hold(PolicyBook book) {
        return book.get().policy(Tier.L1).minHold();
    }

    @Test
    void goesByTheSettingsWithoutAFile() {
        PolicyBook book = new PolicyBook(new PolicyConfig(Optional.empty()), SETTINGS, clock);
        book.runOnce();

        assertThat(book.get()).isEqualTo(SETTINGS);
        assertThat(book.status()).isEqualTo(new PolicyStatus(null, PolicyText.hash(SETTINGS), T0, Optional.empty()));
        assertThat(book.status().source()).isEqualTo("settings");
    }

    @Test
    void goesByTheFileFromTheStart() throws IOException {
        PolicyBook book = book(hold("7m"));

        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(7));
        assertThat(book.status().source()).isEqualTo("file");
    }

    @Test
    void takesAChangeUp() throws IOException {
        PolicyBook book = book(hold("7m"));
        String before = book.status().hash();

        clock.advance(Duration.ofSeconds(5));
        Files.writeString(file(), hold("8m"));
        look(book);

        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(8));
        assertThat(book.status().hash()).isNotEqualTo(before);
        assertThat(book.status().since()).isEqualTo(T0.plusSeconds(5));
        assertThat(heard).containsExactly(book.status());
    }

    @Test
    void keepsTheOldOneWhereTheNewOneIsBadAndSaysSoOnce() throws IOException {
        PolicyBook book = book(hold("7m"));
        String before = book.status().hash();

        Files.writeString(file(), hold("soon"));
        look(book);
        look(book);

        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(7));
        assertThat(book.status().hash()).isEqualTo(before);
        assertThat(book.status().refused().orElseThrow().problems())
                .containsExactly(
                        "policy.yml:1: tiers.L1.min-hold: must be a duration such as 250ms, 30s, 5m, 1h or 7d, "
                                + "not 'soon'");
        assertThat(heard).hasSize(1);

        Files.writeString(file(), hold("9m"));
        look(book);
        assertThat(book.status().refused()).isEmpty();
        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(9));
    }

    @Test
    void isContentAgainWhereTheOldFileComesBack() throws IOException {
        PolicyBook book = book(hold("7m"));
        Files.writeString(file(), "no policy");
        look(book);

        Files.writeString(file(), hold("7m"));
        look(book);

        assertThat(book.status().refused()).isEmpty();
    }

    @Test
    void keepsTheOldOneWhereTheFileIsGoneOrUnreadable() throws IOException {
        PolicyBook book = book(hold("7m"));

        Files.delete(file());
        look(book);
        assertThat(book.status().refused().orElseThrow().problems().getFirst()).contains("does not exist");
        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(7));

        Files.write(file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        look(book);
        assertThat(book.status().refused().orElseThrow().problems().getFirst()).contains("UTF-8");
        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void takesNothingUpThatIsStillBeingWritten() throws IOException {
        PolicyBook book = book(hold("7m"));

        Files.writeString(file(), "observe: true\n");
        book.runOnce();
        Files.writeString(file(), "observe: true\n" + hold("8m"));
        book.runOnce();
        assertThat(book.get().observe()).isFalse();

        book.runOnce();
        assertThat(book.get().observe()).isTrue();
        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(8));
        assertThat(heard).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void refusesAFileThatBecameEmpty(String text) throws IOException {
        PolicyBook book = book(hold("7m"));

        Files.writeString(file(), text);
        look(book);

        assertThat(hold(book)).isEqualTo(Duration.ofMinutes(7));
        assertThat(book.status().refused().orElseThrow().problems())
                .containsExactly("policy.yml: holds nothing; write 'tiers: {}' to go by the settings");
    }
}
