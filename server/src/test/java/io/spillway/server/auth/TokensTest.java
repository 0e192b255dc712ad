package io.spillway.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokensTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"admin-token, ADMIN", "webhook-token, WEBHOOK", "metrics-token, METRICS"})
    void theFirstStartWritesOneTokenForEachRole(String file, Role role) throws IOException {
        Tokens tokens = Tokens.open(folder, new Random(1));

        String token = Files.readString(folder.resolve(file)).strip();
        assertThat(token).matches("spw_[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                .isEqualTo("rw-------");
        assertThat(tokens.find(token)).hasValue(new Principal(role.label(), role.permissions()));
    }

    @Test
    void laterStartsUseTheSameTokens() throws IOException {
        Tokens.open(folder, new Random(1));
        String token = Files.readString(folder.resolve("admin-token")).strip();

        Tokens second = Tokens.open(folder, new Random(2));

        assertThat(second.find(token)).isPresent();
        assertThat(Files.readString(folder.resolve("admin-token")).strip()).isEqualTo(token);
    }

    @Test
    void nobodyElseIsLetIn() throws IOException {
        Tokens tokens = Tokens.open(folder, new Random(1));
        String token = Files.readString(folder.resolve("admin-token")).strip();

        assertThat(tokens.find(token + "x")).isEmpty();
        assertThat(tokens.find(token.substring(1))).isEmpty();
        assertThat(tokens.find("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "two words are no token, however long they are together"})
    void aFileWithoutTokenStopsTheStartAndIsNamed(String content) throws IOException {
        Files.writeString(folder.resolve("webhook-token"), content);

        assertThatThrownBy(() -> Tokens.open(folder, new Random(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("webhook-token holds no token")
                .hasMessageContaining("Delete the file");
    }
}
