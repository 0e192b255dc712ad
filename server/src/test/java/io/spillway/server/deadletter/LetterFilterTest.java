package io.spillway.server.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.plugin.api.Cause;
import io.spillway.plugin.api.Criticality;
import io.spillway.server.task.TaskId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which letters are meant, and where a search goes on. */
final class LetterFilterTest {

    private static final TaskId ID = new TaskId("coupon-redeem.0.01KAQRS7N4V0X9Z2M6B8C4D3EF");
    private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
    private static final DeadLetter LETTER = new DeadLetter(
            ID,
            NOW,
            NOW.minusSeconds(60),
            new DeadLetter.Failure(Cause.THIRD_PARTY, "HTTP 502 from the Gateway"),
            new DeadLetter.Attempts(3, 3, "node-a"),
            Criticality.CRITICAL,
            "A-1+C-77",
            40,
            false);

    @Test
    void everyPartMustMatch() {
        LetterFilter all = LetterFilter.ALL;

        assertThat(all.matches(LETTER)).isTrue();
        assertThat(all.withCause(Cause.THIRD_PARTY).matches(LETTER)).isTrue();
        assertThat(all.withCause(Cause.BUG).matches(LETTER)).isFalse();
        assertThat(all.withText("gateway").matches(LETTER)).isTrue();
        assertThat(all.withText("503").matches(LETTER)).isFalse();
        assertThat(all.withKey("c-77").matches(LETTER)).isTrue();
        assertThat(all.withKey("01KAQRS7N4V0X9Z2M6B8C4D3EF").matches(LETTER)).isTrue();
        assertThat(all.withKey("C-78").matches(LETTER)).isFalse();
        assertThat(all.withCause(Cause.THIRD_PARTY).withText("503").matches(LETTER))
                .isFalse();
    }

    @Test
    void aPatternFindsAllMessagesOfItsKind() {
        assertThat(LetterFilter.ALL.withText("HTTP # from").matches(LETTER)).isTrue();
        assertThat(LetterFilter.ALL.withText("HTTP # to").matches(LETTER)).isFalse();
    }

    @Test
    void aPlaceGoesThroughText() {
        LetterCursor cursor = LetterCursor.of(LETTER);

        assertThat(LetterCursor.parse(cursor.text())).contains(cursor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1-",
                "x-coupon-redeem.0.01KAQRS7N4V0X9Z2M6B8C4D3EF",
                "99999999999999999999-coupon-redeem.0.01KAQRS7N4V0X9Z2M6B8C4D3EF",
                "1764000000000-coupon-redeem.0.01KAQRS7",
                "１-coupon-redeem.0.01KAQRS7N4V0X9Z2M6B8C4D3EF"
            })
    void whatIsNoPlaceIsNone(String text) {
        assertThat(LetterCursor.parse(text)).isEqualTo(Optional.empty());
    }

    @Test
    void aJobsNameGoesThroughText() {
        BulkId id = new BulkId("coupon-redeem", "01KAQRS7N4V0X9Z2M6B8C4D3EF");

        assertThat(BulkId.parse(id.value())).contains(id);
        assertThat(BulkId.parse("coupon-redeem")).isEmpty();
        assertThat(BulkId.parse(ID.value())).isEmpty();
        assertThat(BulkId.parse("Coupon.01KAQRS7N4V0X9Z2M6B8C4D3EF")).isEmpty();
    }
}
