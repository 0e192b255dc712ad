package io.spillway.server.redis;

import redis.clients.jedis.exceptions.JedisException;

/** Why a call failed, in one sentence without its full stop: Jedis says what it tried, the cause says what came of it. */
final class Reason {

    private static final int DEPTH = 20;

    private Reason() {}

    static String of(JedisException failure) {
        String said = sentence(failure);
        String why = sentence(root(failure));
        return said.contains(why) ? said : said + ": " + why;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < DEPTH; i++) {
            if (root.getCause() != null) {
                root = root.getCause();
            } else if (root.getSuppressed().length > 0) {
                root = root.getSuppressed()[0];
            } else {
                break;
            }
        }
        return root;
    }

    private static String sentence(Throwable failure) {
        String text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return text.strip().replaceAll("\\.$", "");
    }
}
