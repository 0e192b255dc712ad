package io.spillway.server.redis;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** Which Redis is meant, and how one signs in: {@code redis.url}, read. */
public sealed interface RedisUrl {

    /** One server. @param uri as it was written */
    record Single(URI uri, Host host, Access access, int database) implements RedisUrl {

        @Override
        public String toString() {
            return host.toString();
        }
    }

    /**
     * A master, and its replicas to take its place, found by asking Sentinels.
     *
     * @param master the name that they know it by
     * @param access to Redis itself
     * @param sentinelAccess to the Sentinels
     */
    record Sentinel(List<Host> sentinels, String master, Access access, Access sentinelAccess, int database)
            implements RedisUrl {

        public Sentinel {
            sentinels = List.copyOf(sentinels);
        }

        @Override
        public String toString() {
            return master + " behind the Sentinels " + listed(sentinels);
        }
    }

    /** Several masters that share the keys. @param nodes some of them: they name the others */
    record Cluster(List<Host> nodes, Access access) implements RedisUrl {

        public Cluster {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String toString() {
            return listed(nodes);
        }
    }

    /** A server's address. @param name or number */
    record Host(String name, int port) {

        HostAndPort address() {
            return new HostAndPort(name, port);
        }

        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /** How one signs in. It shows itself without the password. */
    record Access(
            boolean tls, @Nullable String user, @Nullable String password) {

        @Override
        public String toString() {
            return (tls ? "TLS" : "plain") + (password == null ? "" : ", with a password");
        }
    }

    /** @throws IllegalArgumentException that says what it must be: it goes behind "must be" */
    static RedisUrl parse(String text) {
        return new RedisUrlReader(text).read();
    }

    private static String listed(List<Host> hosts) {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(", "));
    }
}
