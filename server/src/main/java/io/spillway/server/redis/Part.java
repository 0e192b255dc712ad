package io.spillway.server.redis;

/** A part of the head of a task's record: where it begins, counted from 0, and where the next one does. */
enum Part {
    STATE(0, 1),
    PLACE(1, 2),
    CAUSE(2, 3),
    TIER(3, 4),
    WON(4, 5),
    ATTEMPT(5, 8),
    FENCE(8, 23),
    DUE(23, 36),
    STARTED(36, 49),
    FIRST(49, 62),
    FINISHED(62, 75),
    NOTE(75, 82),
    ENTRY(82, 106),
    NODE(106, 138),
    DEADLINE(138, 151),
    CREATED(151, 164),
    CRITICALITY(164, 165),
    TRIES(165, 168),
    TIMEOUT(168, 179),
    KEY(179, 183),
    LANE(183, 187),
    TRACE(187, 191),
    PAYLOAD(191, 198),
    VERSION(198, 199);

    static final int HEAD = 199;

    private final int from;
    private final int to;

    Part(int from, int to) {
        this.from = from;
        this.to = to;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int width() {
        return to - from;
    }
}
