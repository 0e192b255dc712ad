package io.spillway.server.redis;

import io.spillway.server.redis.RedisUrl.Access;
import io.spillway.server.redis.RedisUrl.Host;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@link RedisUrl}. What it refuses it refuses by saying what is expected, and never by repeating a password. */
final class RedisUrlReader {

    private static final Pattern HOST = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([\\w.-]+))(?::([0-9]{1,5}))?");
    private static final Pattern MASTER = Pattern.compile("/([\\w.-]+)(?:/([0-9]{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("(?:/([0-9]{1,5}))?/?");
    private static final Set<String> SENTINEL_KEYS = Set.of("sentinel-user", "sentinel-password");
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26_379;

    private final String text;

    RedisUrlReader(String text) {
        this.text = text;
    }

    RedisUrl read() {
        URI uri = uri();
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        boolean tls = scheme.startsWith("rediss");
        return switch (scheme) {
            case "redis", "rediss" -> single(uri, tls);
            case "redis-sentinel", "rediss-sentinel" -> sentinel(uri, tls);
            case "redis-cluster", "rediss-cluster" -> cluster(uri, tls);
            default ->
                throw new IllegalArgumentException("an address that begins with redis://, redis-sentinel:// or"
                        + " redis-cluster://, or with rediss where TLS is spoken");
        };
    }

    private static RedisUrl.Single single(URI uri, boolean tls) {
        Matcher path = DATABASE.matcher(path(uri));
        List<Host> hosts = hosts(uri, REDIS_PORT);
        if (hosts.size() != 1 || !path.matches() || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("an address such as redis://[user:password@]host:6379[/database];"
                    + " several hosts make a redis-cluster:// or a redis-sentinel:// one");
        }
        return new RedisUrl.Single(uri, hosts.getFirst(), access(uri, tls), number(path.group(1)));
    }

    private static RedisUrl.Sentinel sentinel(URI uri, boolean tls) {
        Matcher path = MASTER.matcher(path(uri));
        if (!path.matches()) {
            throw new IllegalArgumentException("an address with the name by which the Sentinels know the master, such"
                    + " as redis-sentinel://host:26379,host:26379/mymaster[/database]");
        }
        Map<String, String> query = query(uri);
        Access forSentinels = new Access(tls, query.get("sentinel-user"), query.get("sentinel-password"));
        return new RedisUrl.Sentinel(
                hosts(uri, SENTINEL_PORT), path.group(1), access(uri, tls), forSentinels, number(path.group(2)));
    }

    private static RedisUrl.Cluster cluster(URI uri, boolean tls) {
        if (!path(uri).matches("/?") || uri.getRawQuery() != null) {
            throw new IllegalArgumentException("an address such as redis-cluster://[user:password@]host:6379,host:6379:"
                    + " a cluster has one database, and nothing follows its hosts");
        }
        return new RedisUrl.Cluster(hosts(uri, REDIS_PORT), access(uri, tls));
    }

    private URI uri() {
        try {
            URI uri = new URI(text);
            if (uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below: its own message repeats the text, and the text holds the password.
        }
        throw new IllegalArgumentException(
                "an address such as redis://host:6379, in which a password's special signs are written as %40 for @");
    }

    private static String path(URI uri) {
        return uri.getRawPath() == null ? "" : uri.getRawPath();
    }

    private static List<Host> hosts(URI uri, int defaultPort) {
        String authority = authority(uri);
        String hosts = authority.substring(authority.lastIndexOf('@') + 1);
        List<Host> found = new ArrayList<>();
        for (String each : hosts.split(",", -1)) {
            Matcher matcher = HOST.matcher(each);
            int port = matcher.matches() && matcher.group(3) != null ? number(matcher.group(3)) : defaultPort;
            if (!matcher.matches() || port < 1 || port > 65_535) {
                throw new IllegalArgumentException("an address whose hosts are written host:port, with commas between"
                        + " them, and ports from 1 to 65535");
            }
            found.add(new Host(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), port));
        }
        return found;
    }

    private static Access access(URI uri, boolean tls) {
        String authority = authority(uri);
        int at = authority.lastIndexOf('@');
        if (at < 0) {
            return new Access(tls, null, null);
        }
        String login = authority.substring(0, at);
        int colon = login.indexOf(':');
        if (colon < 0 || colon == login.length() - 1) {
            throw new IllegalArgumentException(
                    "an address that signs in as user:password@ or :password@, with a colon before the password");
        }
        String user = decoded(login.substring(0, colon));
        return new Access(tls, user.isEmpty() ? null : user, decoded(login.substring(colon + 1)));
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        String raw = uri.getRawQuery();
        for (String each : raw == null ? List.<String>of() : Arrays.asList(raw.split("&", -1))) {
            int equals = each.indexOf('=');
            String key = each.substring(0, Math.max(0, equals));
            if (!SENTINEL_KEYS.contains(key)) {
                throw new IllegalArgumentException("an address in which only ?sentinel-user=… and &sentinel-password=…"
                        + " follow the master's name");
            }
            query.put(key, decoded(each.substring(equals + 1)));
        }
        return query;
    }

    private static String authority(URI uri) {
        return uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
