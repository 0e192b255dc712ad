package io.spillway.server.redis;

import java.nio.file.Path;
import java.util.List;

/** The configuration file of the embedded Redis. @param maxMemory in bytes */
record EmbeddedSettings(Path folder, int port, String password, long maxMemory) {

    String text() {
        Path home = folder.toAbsolutePath();
        return String.join(
                "\n",
                List.of(
                        "bind 127.0.0.1",
                        "port " + port,
                        "requirepass " + password,
                        "dir \"" + home + "\"",
                        "pidfile \"" + home.resolve("redis.pid") + "\"",
                        "logfile \"" + home.resolve("redis.log") + "\"",
                        "daemonize yes",
                        "appendonly yes",
                        "appendfsync everysec",
                        "auto-aof-rewrite-min-size 256mb",
                        "save \"\"",
                        "maxmemory " + maxMemory,
                        "maxmemory-policy noeviction",
                        ""));
    }
}
