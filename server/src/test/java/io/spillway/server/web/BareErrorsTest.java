package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

final class BareErrorsTest {

    @Test
    void whatFailsInAServerThatRunsIsAnInternalError() throws Exception {
        HttpResponse<String> answer = failing(false);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("Something went wrong here.").doesNotContain("a secret");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void whatFailsInAServerThatStopsIsToBeSentElsewhere() throws Exception {
        HttpResponse<String> answer = failing(true);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("This node stops.").doesNotContain("a secret");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    }

    private static HttpResponse<String> failing(boolean stops) throws Exception {
        Stoppable server = new Stoppable();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setErrorHandler(new BareErrors());
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                server.stops = stops;
                throw new IllegalStateException("a secret");
            }
        });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } finally {
            server.stops = false;
            server.stop();
        }
    }

    /** A server that is about to stop. */
    private static final class Stoppable extends Server {
        private volatile boolean stops;

        @Override
        public boolean isRunning() {
            return !stops && super.isRunning();
        }
    }
}
