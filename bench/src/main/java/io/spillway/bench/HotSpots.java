package io.spillway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * The samples of a recording, each laid to the first frame from the top that is somebody's: what the JDK does counts for whoever
 * asked it to.
 *
 * @param areas samples by area
 * @param places samples by the topmost method of Spillway's that is on the stack
 * @param threads samples by kind of thread
 */
record HotSpots(Map<String, Integer> areas, Map<String, Integer> places, Map<String, Integer> threads, int samples) {

    /* The first that fits counts. */
    private static final Map<String, String> AREAS = areasByPrefix();

    private static Map<String, String> areasByPrefix() {
        Map<String, String> areas = new LinkedHashMap<>();
        areas.put("io.spillway.server.auth.", "authentication");
        areas.put("io.spillway.server.web.Guard", "guard (routes to their handlers)");
        areas.put("io.spillway.server.web.Json", "JSON, strict: reading and writing");
        areas.put("io.spillway.server.web.TaskJson", "JSON: building the answer");
        areas.put("io.spillway.server.web.Fields", "checking the body's fields");
        areas.put("io.spillway.server.web.", "web, other");
        areas.put("io.spillway.server.plugin.", "reading payloads");
        areas.put("io.spillway.server.degrade.", "admission");
        areas.put("io.spillway.server.telemetry.Trac", "traces");
        areas.put("io.spillway.server.telemetry.AttemptSpan", "traces");
        areas.put("io.spillway.server.telemetry.", "metrics");
        areas.put("io.spillway.server.sla.", "SLA numbers");
        areas.put("io.spillway.server.engine.GroupCommit", "group commit");
        areas.put("io.spillway.server.engine.", "engine");
        areas.put("io.spillway.server.pool.", "worker pool and loops");
        areas.put("io.spillway.server.redis.", "Redis: building and reading calls");
        areas.put("io.spillway.", "spillway, other");
        areas.put("io.opentelemetry.", "traces");
        areas.put("io.prometheus.", "metrics");
        areas.put("redis.clients.", "Redis client");
        areas.put("org.apache.commons.pool2.", "Redis client");
        areas.put("com.fasterxml.jackson.", "JSON");
        areas.put("io.javalin.", "Javalin");
        areas.put("kotlin.", "Javalin");
        areas.put("org.eclipse.jetty.", "Jetty");
        areas.put("ch.qos.logback.", "logging");
        return areas;
    }

    static HotSpots read(Path recording) throws IOException {
        Map<String, Integer> areas = new HashMap<>();
        Map<String, Integer> places = new HashMap<>();
        Map<String, Integer> threads = new HashMap<>();
        int samples = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (!event.getEventType().getName().equals("jdk.CPUTimeSample")) {
                    continue;
                }
                samples++;
                List<RecordedFrame> frames = event.getStackTrace() == null
                        ? List.of()
                        : event.getStackTrace().getFrames();
                areas.merge(area(frames), 1, Integer::sum);
                places.merge(
                        first(frames, name -> name.startsWith("io.spillway."))
                                .map(HotSpots::place)
                                .orElse("(none of Spillway's)"),
                        1,
                        Integer::sum);
                threads.merge(thread(event), 1, Integer::sum);
            }
        }
        return new HotSpots(areas, places, threads, samples);
    }

    private static String area(List<RecordedFrame> frames) {
        for (int i = 0; i < frames.size(); i++) {
            Optional<String> area = area(name(frames.get(i)));
            if (area.isPresent()) {
                String calls = frames.subList(0, i).stream().anyMatch(HotSpots::isSocket) ? ", system calls" : "";
                return area.get() + calls + (isLibrary(area.get()) ? askedBy(frames.subList(i, frames.size())) : "");
            }
        }
        if (frames.isEmpty()) {
            return "the JVM: collector, compiler, unknown";
        }
        boolean virtual = frames.stream()
                .map(HotSpots::name)
                .anyMatch(name -> name.startsWith("java.lang.VirtualThread")
                        || name.startsWith("java.util.concurrent.ForkJoin")
                        || name.startsWith("jdk.internal.vm.Continuation"));
        return virtual ? "JDK: scheduling of virtual threads" : "JDK, other";
    }

    private static Optional<String> area(String name) {
        return AREAS.entrySet().stream()
                .filter(area -> name.startsWith(area.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean isSocket(RecordedFrame frame) {
        return name(frame).startsWith("sun.nio.ch.");
    }

    private static boolean isLibrary(String area) {
        return area.equals("JSON") || area.equals("Redis client");
    }

    private static String askedBy(List<RecordedFrame> frames) {
        return first(frames, name -> name.startsWith("io.spillway."))
                .flatMap(frame -> area(name(frame)))
                .map(" for: "::concat)
                .orElse("");
    }

    private static Optional<RecordedFrame> first(List<RecordedFrame> frames, Predicate<String> of) {
        return frames.stream().filter(frame -> of.test(name(frame))).findFirst();
    }

    private static String place(RecordedFrame frame) {
        return name(frame).substring("io.spillway.".length());
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static String thread(RecordedEvent event) {
        var thread = event.getThread("eventThread");
        if (thread == null) {
            return "unknown";
        }
        String name = thread.isVirtual() ? "virtual threads" : String.valueOf(thread.getJavaName());
        return name.replaceAll("[0-9]+", "n");
    }

    void print() {
        System.out.printf(Locale.ROOT, "%n%,d samples of processor time%n", samples);
        print("by area", areas, 40);
        print("by topmost method of Spillway", places, 40);
        print("by thread", threads, 20);
    }

    private void print(String title, Map<String, Integer> counts, int max) {
        System.out.println(title);
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(max)
                .forEach(each -> System.out.printf(
                        Locale.ROOT, "  %5.1f %%  %s%n", 100.0 * each.getValue() / samples, each.getKey()));
    }
}
