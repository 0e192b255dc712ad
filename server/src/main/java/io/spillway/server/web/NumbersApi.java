package io.spillway.server.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.spillway.server.auth.Permission;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.sla.Window;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Shows what is measured. */
final class NumbersApi {

    private final WebFeatures.Numbers numbers;

    NumbersApi(WebFeatures.Numbers numbers) {
        this.numbers = numbers;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/sla", Permission.VIEW, ctx -> Json.answer(ctx, reports())),
                Route.get("/api/v1/sla/{type}", Permission.VIEW, this::report),
                Route.get("/api/v1/loop", Permission.VIEW, ctx -> Json.answer(ctx, hops())),
                Route.get("/metrics", Permission.SCRAPE, this::metrics));
    }

    ObjectNode reports() {
        return Numbers.reports(numbers.sla().all());
    }

    ObjectNode hops() {
        return Numbers.hops(numbers.loop().hops());
    }

    private void report(Context ctx) {
        List<Window> windows = Query.text(ctx, "window")
                .map(label -> List.of(Window.ofLabel(label)
                        .orElseThrow(() -> Problem.invalid("?window", "must be 1m, 5m or 1h")
                                .exception())))
                .orElse(List.of(Window.values()));
        SlaReport report = numbers.sla()
                .of(ctx.pathParam("type"))
                .orElseThrow(() ->
                        Problem.of(404, "Nothing is known of this task type.").exception());
        Json.answer(ctx, Numbers.report(report, windows));
    }

    private void metrics(Context ctx) throws IOException {
        StringWriter text = new StringWriter();
        String contentType = numbers.metrics().write(ctx.header("Accept"), text);
        ctx.contentType(contentType).result(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
