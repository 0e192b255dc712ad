package io.spillway.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Alertmanager. */
final class AlertmanagerProcess implements AutoCloseable {

    private final Child child;

    private AlertmanagerProcess(Child child) {
        this.child = child;
    }

    static AlertmanagerProcess start(Path folder, Path configuration, int port) {
        List<String> command = List.of(
                "prometheus-alertmanager",
                "--config.file=" + configuration,
                "--storage.path=" + folder.resolve("alertmanager-data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=",
                "--web.external-url=http://127.0.0.1:" + port);
        Child child = Child.start(folder, "alertmanager", command, Map.of());
        Api api = new Api(port, "");
        child.await("Alertmanager", () -> api.answers("/-/ready", 200));
        return new AlertmanagerProcess(child);
    }

    String said() {
        return child.said();
    }

    @Override
    public void close() {
        child.close();
    }
}
