package io.spillway.server.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One script, kept as a resource beside this class: sent as its hash, and in full when the server does not know it (a
 * restart, a {@code SCRIPT FLUSH}). A line {@code --- @include name.lua} stands for that file's text.
 */
final class LuaScript {

    private static final Pattern INCLUDE = Pattern.compile("(?m)^--- @include ([a-z_]+\\.lua)$");

    private final String name;
    private final String source;
    private final String sha;

    private LuaScript(String name, String source) {
        this.name = name;
        this.source = source;
        this.sha = Sha1.hex(source);
    }

    /** @param name of the file, such as {@code claim.lua} */
    static LuaScript load(String name) {
        return new LuaScript(name.replace(".lua", ""), withIncludes(read(name)));
    }

    /** The name without its ending: a metric's label. */
    String name() {
        return name;
    }

    /**
     * Runs the script. Safe to repeat for scripts that check before they write, which all of them do.
     *
     * @param keys all in one slot of a cluster
     */
    Object run(UnifiedJedis redis, List<String> keys, List<String> args) {
        try {
            return redis.evalsha(sha, keys, args);
        } catch (JedisNoScriptException notLoaded) {
            return redis.eval(source, keys, args);
        }
    }

    private static String withIncludes(String source) {
        Matcher matcher = INCLUDE.matcher(source);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(text, Matcher.quoteReplacement(read(matcher.group(1))));
        }
        return matcher.appendTail(text).toString();
    }

    private static String read(String name) {
        try (InputStream in = LuaScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("script " + name + " is not beside " + LuaScript.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("script " + name, e);
        }
    }
}
