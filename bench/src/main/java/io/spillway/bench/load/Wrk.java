package io.spillway.bench.load;

import io.spillway.bench.machine.Child;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load as fast as the answers come, by wrk in a process of its own: 64 connections that send the same body again and again. */
public final class Wrk {

    private static final int CONNECTIONS = 64;
    private static final Pattern DONE =
            Pattern.compile("bench requests=(\\d+) micros=(\\d+) refused=(\\d+) broken=(\\d+) p50=(\\d+) p99=(\\d+)");

    private final Path folder;
    private final Path script;

    public Wrk(Path folder) throws IOException {
        this.folder = folder;
        this.script = folder.resolve("post.lua");
        try (InputStream in = Wrk.class.getResourceAsStream("post.lua")) {
            if (in == null) {
                throw new IOException("no post.lua");
            }
            Files.write(script, in.readAllBytes());
        }
    }

    /** What wrk saw. @param refused answers other than 2xx and 3xx, @param broken connections and time-outs */
    public record Result(long requests, double seconds, long refused, long broken, double millis50, double millis99) {

        public long acknowledged() {
            return requests - refused;
        }
    }

    public Result run(Api api, String path, String body, Duration length) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("body.json"), body);
        try (Child wrk = Child.start(
                folder.resolve("wrk.log"),
                List.of(
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + length.toSeconds() + "s",
                        "-s",
                        script.toString(),
                        "http://127.0.0.1:" + api.port() + path,
                        file.toString(),
                        api.token()),
                Map.of())) {
            return parse(wrk.output(length.plusSeconds(30)));
        }
    }

    private static Result parse(String output) throws IOException {
        Matcher done = DONE.matcher(output);
        if (!done.find()) {
            throw new IOException("wrk said: " + output);
        }
        return new Result(
                Long.parseLong(done.group(1)),
                Long.parseLong(done.group(2)) / 1e6,
                Long.parseLong(done.group(3)),
                Long.parseLong(done.group(4)),
                Long.parseLong(done.group(5)) / 1000.0,
                Long.parseLong(done.group(6)) / 1000.0);
    }
}
