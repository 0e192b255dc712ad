package io.spillway.executor.httprequest;

import io.spillway.plugin.api.ExecutorPlugin;
import io.spillway.plugin.api.PluginContext;
import io.spillway.plugin.api.TaskHandler;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls to the services that the operator allows. */
public final class HttpRequestPlugin implements ExecutorPlugin {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private @Nullable HttpClient client;

    @Override
    public List<TaskHandler<?>> handlers(PluginContext context) {
        AllowedHosts allowed =
                AllowedHosts.parse(context.setting(AllowedHosts.SETTING).orElse(""));
        HttpClient opened = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        client = opened;
        return List.of(new HttpRequestHandler(opened, allowed, Clock.systemUTC()));
    }

    /* A client can be closed from Java 21 on, and the plugin is built for 17: what runs it decides. */
    @Override
    public void close() {
        if ((Object) client instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("the HTTP client did not close", e);
            }
        }
    }
}
