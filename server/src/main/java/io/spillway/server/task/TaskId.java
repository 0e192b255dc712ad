package io.spillway.server.task;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a task, which says where it is kept: {@code <type>.<shard>.<26 characters>}. The last part is a ULID: ten
 * characters of the time of creation in ms, sixteen random ones, so that ids of one shard sort by age.
 */
public record TaskId(String value) {

    private static final Pattern FORM =
            Pattern.compile("([a-z][a-z0-9-]{0,63})\\.([0-9]{1,3})\\.([0-9A-HJKMNP-TV-Z]{26})");
    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    public TaskId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a task id: '" + value + "'");
        }
    }

    /** The id that the text names, or empty if it has not the form of one. */
    public static Optional<TaskId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new TaskId(text)) : Optional.empty();
    }

    public static TaskId create(String type, int shard, long epochMillis, RandomGenerator random) {
        char[] ulid = new char[26];
        long time = epochMillis;
        for (int i = 9; i >= 0; i--) {
            ulid[i] = CROCKFORD[(int) (time & 31)];
            time >>>= 5;
        }
        long high = random.nextLong();
        long low = random.nextLong();
        for (int i = 0; i < 8; i++) {
            ulid[10 + i] = CROCKFORD[(int) (high >>> (5 * i)) & 31];
            ulid[18 + i] = CROCKFORD[(int) (low >>> (5 * i)) & 31];
        }
        return new TaskId(type + "." + shard + "." + new String(ulid));
    }

    public String type() {
        return value.substring(0, value.indexOf('.'));
    }

    public int shard() {
        return Integer.parseInt(part(2));
    }

    private String part(int group) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalStateException(value);
        }
        return matcher.group(group);
    }

    @Override
    public String toString() {
        return value;
    }
}
