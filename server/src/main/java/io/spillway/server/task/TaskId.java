package io.spillway.server.task;

import java.util.Optional;

/**
 * The name of a task, which says where it is kept: {@code <type>.<shard>.<26 characters>}. The last part is a ULID: ten
 * characters of the time of creation in ms, sixteen random ones, so that ids of one shard sort by age.
 */
public record TaskId(String value) {

    private static final int ULID = 26;
    private static final int TYPE_MAX = 64;
    private static final int SHARD_MAX = 3;

    public TaskId {
        if (!isId(value)) {
            throw new IllegalArgumentException("not a task id: '" + value + "'");
        }
    }

    /** The id that the text names, or empty if it has not the form of one. */
    public static Optional<TaskId> parse(String text) {
        return isId(text) ? Optional.of(new TaskId(text)) : Optional.empty();
    }

    /** @throws IllegalArgumentException if the parts make no id */
    public static TaskId of(String type, int shard, String ulid) {
        return new TaskId(type + "." + shard + "." + ulid);
    }

    /* Each task is made an id several times in its life, and a regular expression would take a while each time. */
    private static boolean isId(String text) {
        int type = text.indexOf('.');
        int shard = text.indexOf('.', type + 1);
        if (type < 1 || type > TYPE_MAX || shard < type + 2 || shard > type + 1 + SHARD_MAX) {
            return false;
        }
        return text.length() == shard + 1 + ULID
                && isType(text, type)
                && areDigits(text, type + 1, shard)
                && isUlid(text, shard + 1);
    }

    private static boolean isType(String text, int end) {
        for (int i = 0; i < end; i++) {
            char each = text.charAt(i);
            boolean letter = each >= 'a' && each <= 'z';
            if (!letter && (i == 0 || each != '-' && !isDigit(each))) {
                return false;
            }
        }
        return true;
    }

    private static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUlid(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean letter = each >= 'A' && each <= 'Z' && each != 'I' && each != 'L' && each != 'O' && each != 'U';
            if (!letter && !isDigit(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }

    public String type() {
        return value.substring(0, value.indexOf('.'));
    }

    public int shard() {
        return Integer.parseInt(value.substring(value.indexOf('.') + 1, value.length() - ULID - 1));
    }

    /** The last part: what the id is called where its type and shard are known. */
    public String ulid() {
        return value.substring(value.length() - ULID);
    }

    @Override
    public String toString() {
        return value;
    }
}
