package io.spillway.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.spillway.server.ServerAccess.UnreachableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves on a running server that the closed loop works. */
@Command(
        name = "drill",
        description = "Proves on a running server that the closed loop works, and says how long each hop took.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 proven, 1 not proven or not begun, 2 wrong usage. Ctrl-C leaves the drill running; `spillway drill"
                    + " abort` ends it."
        })
final class DrillCommand implements Callable<Integer> {

    private static final Set<String> OVER = Set.of("DONE", "FAILED", "ABORTED");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|m|h)");
    private static final Duration PAUSE = Duration.ofMillis(500);
    /* A server that restarts is back within that time, and says then what became of the drill. */
    private static final int PATIENCE = 120;

    @Mixin
    private ServerAccess access = new ServerAccess();

    @Option(names = "--yes", description = "Consent, without being asked.")
    private boolean yes;

    @Option(names = "--time-limit", paramLabel = "TIME", description = "How long it may take, such as 20m.")
    private @Nullable String timeLimit;

    @Option(names = "--rate", paramLabel = "N", description = "Canaries a second, 5 to 50.")
    private @Nullable Double rate;

    @Option(names = "--latency", description = "Make canaries too slow instead of failing.")
    private boolean latency;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit log.")
    private String reason = "asked for by the command line";

    @Option(names = "--json", description = "Print the report as JSON, and nothing else.")
    private boolean json;

    @Option(
            names = "--watch",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Follow it to its end, which is the default; --no-watch begins it only.")
    private boolean watch = true;

    @Override
    public Integer call() throws InterruptedException {
        ObjectNode order =
                JsonNodeFactory.instance.objectNode().put("consent", true).put("reason", reason);
        if (timeLimit != null) {
            Matcher time = DURATION.matcher(timeLimit);
            if (!time.matches()) {
                System.err.println(
                        "spillway: --time-limit is '" + timeLimit + "', and must be a time such as 90s, 20m or 1h");
                return 2;
            }
            order.put("timeLimit", "PT" + time.group(1) + time.group(2).toUpperCase(Locale.ROOT));
        }
        if (rate != null) {
            order.put("rate", rate);
        }
        if (latency) {
            order.put("injection", "LATENCY");
        }
        try (DrillClient client = DrillClient.of(access)) {
            if (!yes && !consents(client.url())) {
                System.err.println("spillway: nothing was begun");
                return 1;
            }
            JsonNode drill = client.start(order);
            return watch ? follow(client, drill) : begun(drill);
        } catch (UnreachableException e) {
            System.err.println("spillway: " + e.getMessage());
            return 1;
        }
    }

    private static boolean consents(String url) {
        System.err.print("""
                A drill on %s makes tasks of type probe-canary fail, so that the alert TaskErrorRateHigh fires for that type
                and tier L1 comes into force for it. No other type is touched. It takes as long as the rule's window and
                the tier's hold, and ends at once when a tier comes into force elsewhere.
                Begin? Type yes:\s""".formatted(url));
        System.err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().equalsIgnoreCase("yes");
        } catch (IOException e) {
            return false;
        }
    }

    private int begun(JsonNode drill) {
        System.out.println(json ? drill.toPrettyString() : DrillText.result(drill));
        return 0;
    }

    private int follow(DrillClient client, JsonNode begun) throws UnreachableException, InterruptedException {
        String id = begun.path("id").asText();
        JsonNode drill = begun;
        int seen = 0;
        int silent = 0;
        // Nobody counts it down: the pause is a wait that an interrupt ends.
        CountDownLatch interrupted = new CountDownLatch(1);
        while (true) {
            if (!json) {
                DrillText.phases(drill, seen).forEach(System.out::println);
                seen = drill.path("phases").size();
            }
            if (OVER.contains(drill.path("phase").asText())) {
                break;
            }
            if (interrupted.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                return 1;
            }
            try {
                drill = client.find(id);
                silent = 0;
            } catch (UnreachableException e) {
                silent++;
                if (silent >= PATIENCE) {
                    throw e;
                }
            }
        }
        System.out.println(json ? drill.toPrettyString() : DrillText.report(drill));
        return drill.path("phase").asText().equals("DONE") ? 0 : 1;
    }

    @Command(name = "list", description = "Lists the last drills.", mixinStandardHelpOptions = true)
    int list(@Mixin ServerAccess of, @Option(names = "--json") boolean asJson) throws InterruptedException {
        return ask(of, asJson, null, DrillClient::all, DrillText::list);
    }

    @Command(name = "show", description = "Shows the report of a drill.", mixinStandardHelpOptions = true)
    int show(
            @Mixin ServerAccess of,
            @Option(names = "--json") boolean asJson,
            @Parameters(paramLabel = "ID", description = "The drill's id.") String id)
            throws InterruptedException {
        return ask(of, asJson, id, client -> client.find(id), DrillText::report);
    }

    @Command(
            name = "abort",
            description = "Ends the drill that is under way; its tier goes by its normal way.",
            mixinStandardHelpOptions = true)
    int abort(
            @Mixin ServerAccess of,
            @Parameters(
                            paramLabel = "ID",
                            arity = "0..1",
                            description = "The drill's id; without it, the one under way.")
                    @Nullable
                    String id)
            throws InterruptedException {
        return ask(of, false, id, client -> client.abort(id == null ? underWay(client) : id), DrillText::result);
    }

    private static String underWay(DrillClient client) throws UnreachableException, InterruptedException {
        for (JsonNode drill : client.all().path("drills")) {
            if (!OVER.contains(drill.path("phase").asText())) {
                return drill.path("id").asText();
            }
        }
        throw new UnreachableException("No drill is under way.", null);
    }

    private interface Question {
        JsonNode ask(DrillClient client) throws UnreachableException, InterruptedException;
    }

    private interface Shown {
        String text(JsonNode answer);
    }

    private static int ask(ServerAccess of, boolean asJson, @Nullable String id, Question question, Shown shown)
            throws InterruptedException {
        if (id != null && !id.matches("[0-9A-Z]{26}")) {
            System.err.println("spillway: '" + id + "' is no drill's id");
            return 2;
        }
        try (DrillClient client = DrillClient.of(of)) {
            JsonNode answer = question.ask(client);
            System.out.println((asJson ? answer.toPrettyString() : shown.text(answer)).stripTrailing());
            return 0;
        } catch (UnreachableException e) {
            System.err.println("spillway: " + e.getMessage());
            return 1;
        }
    }
}
