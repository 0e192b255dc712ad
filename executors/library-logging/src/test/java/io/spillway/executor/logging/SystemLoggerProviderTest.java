package io.spillway.executor.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class SystemLoggerProviderTest {

    /** Keeps what reaches the JDK's own log, which is where {@link System.Logger} writes to in this test. */
    private static final class Kept extends Handler {

        private final List<LogRecord> records = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void libraryLinesReachTheSystemLogger() {
        Kept kept = new Kept();
        Logger jdk = Logger.getLogger("a.library");
        jdk.addHandler(kept);
        jdk.setUseParentHandlers(false);
        IllegalStateException thrown = new IllegalStateException("broken");

        LoggerFactory.getLogger("a.library").warn("lost {} of {}", 1, 2, thrown);
        LoggerFactory.getLogger("a.library").debug("not wanted");

        assertThat(kept.records).singleElement().satisfies(line -> {
            assertThat(line.getMessage()).isEqualTo("lost 1 of 2");
            assertThat(line.getLevel()).isEqualTo(Level.WARNING);
            assertThat(line.getThrown()).isSameAs(thrown);
        });
    }
}
