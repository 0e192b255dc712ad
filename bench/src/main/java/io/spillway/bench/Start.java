package io.spillway.bench;

import io.spillway.bench.machine.Child;
import io.spillway.bench.machine.Project;
import io.spillway.bench.machine.Scratch;
import io.spillway.bench.machine.SpillwayServer;
import io.spillway.bench.report.Figure;
import io.spillway.bench.report.Goal;
import io.spillway.bench.report.Median;
import io.spillway.bench.report.Report;
import io.spillway.bench.report.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** From the launcher's exec to the first 200 of {@code /-/ready}, built, with the embedded Redis. */
@Command(name = "start", description = "From ./spillway server to ready, with the embedded Redis.")
final class Start implements Callable<Integer> {

    @Mixin
    private Options options = new Options();

    @Override
    public Integer call() throws Exception {
        Report report = options.begin("start");
        List<Double> first = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        try (Scratch scratch = Scratch.create()) {
            measure(scratch.folder("warm-up"));
            for (int i = 0; i < options.pairs; i++) {
                Path folder = scratch.folder("run-" + i);
                first.add(measure(folder));
                again.add(measure(folder));
                report.say("in an empty folder %.2f s, once more in the same %.2f s", first.getLast(), again.getLast());
            }
        }
        report.add(Figure.of("ready, in an empty folder", Median.of(first), Unit.SECONDS)
                .against(Goal.atMost(2.5)));
        report.add(Figure.of("ready, in a folder that was used", Median.of(again), Unit.SECONDS)
                .against(Goal.atMost(2.5)));
        report.end(Project.results());
        return 0;
    }

    private double measure(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var setup = new SpillwayServer.Setup(folder, null, options.settings(Map.of()), options.javaOptions);
        long begin = System.nanoTime();
        try (Child child = SpillwayServer.launch(setup, port)) {
            child.await(Duration.ofSeconds(60), () -> isReady(port));
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    /* Over a plain socket: a client that must warm up itself would be in the figure. */
    private static boolean isReady(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write("GET /-/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (java.net.SocketException notYet) {
            return false;
        }
    }
}
