package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty itself refuses, such as a path that can be read in two ways: problem details, with nothing of the request in them.
 * What fails because the server stops is no bug: the caller shall go to another node.
 */
final class BareErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean stops =
                !request.getConnectionMetaData().getConnector().getServer().isRunning();
        if (stops && response.getStatus() >= 500) {
            response.setStatus(503);
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        ObjectNode json = Problem.of(response.getStatus(), detail(response.getStatus(), stops))
                .json(null);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        Content.Sink.write(response, true, new String(Json.bytes(json), StandardCharsets.UTF_8), callback);
        return true;
    }

    private static String detail(int status, boolean stops) {
        if (status < 500) {
            return "The request is malformed.";
        }
        return stops
                ? "This node stops. Send the request to another one, or again in a moment."
                : "Something went wrong here.";
    }
}
