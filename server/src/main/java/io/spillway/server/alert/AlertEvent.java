package io.spillway.server.alert;

import java.time.Instant;

/** Something that happened at the intake of this node, after it was made durable. */
public sealed interface AlertEvent {

    /** When it came. */
    Instant at();

    /** A notice was taken in. */
    record Received(AlertNotice notice, NoticeResult result, Instant at) implements AlertEvent {
        public Alert.Status status() {
            return notice.status();
        }
    }

    /** The watchdog's alert fires still: rules are evaluated, and the way to here is open. */
    record WatchdogSeen(Instant at) implements AlertEvent {}

    /** Hears of events, on the thread of the intake: must be quick, and must not throw. */
    @FunctionalInterface
    interface Listener {
        void on(AlertEvent event);
    }
}
