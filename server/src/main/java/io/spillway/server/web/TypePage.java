package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.spillway.server.auth.Permission;
import io.spillway.server.limits.LimitBook;
import io.spillway.server.limits.ManualLimits;
import io.spillway.server.sla.SlaReport;
import io.spillway.server.submit.Strain;
import io.spillway.server.task.QueueUnavailableException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page of one task type, and what its forms do. */
final class TypePage {

    private static final int MAX_REASON = 200;

    private final Pages pages;
    private final WebFeatures features;
    private final LimitBook book;
    private final LimitChanges changes;

    TypePage(Pages pages, WebFeatures features) {
        this.pages = pages;
        this.features = features;
        this.book = features.tasks().insight().limits();
        this.changes = new LimitChanges(book, features.access().audit());
    }

    List<Route> routes() {
        return List.of(
                Route.page("/sla/{type}", Permission.VIEW, ctx -> show(ctx, limits(ctx))),
                Route.action("/sla/{type}/limits", Permission.OPERATE, this::set),
                Route.action("/sla/{type}/limits/clear", Permission.OPERATE, this::clear));
    }

    private void show(Context ctx, @Nullable LimitsView limits) {
        SlaReport report = features.numbers()
                .sla()
                .of(ctx.pathParam("type"))
                .orElseThrow(() ->
                        Problem.of(404, "There is no task type with this name.").exception());
        SlaView view = SlaView.of(report, pages.tierOf(report.type()), pages.format(ctx), Pages.origin(ctx));
        Strain strain = features.tasks().insight().strained().get().get(report.type());
        pages.show(
                ctx,
                "sla",
                view.with(
                        limits,
                        BreakerView.of(
                                report.type(),
                                features.node().site().nodes().get(),
                                features.tasks().insight().breakers(),
                                pages.format(ctx)),
                        strain == null ? null : SlaView.StrainView.of(strain, pages.format(ctx))));
    }

    /* The numbers are this node's own: they are shown even where Redis is away. */
    private @Nullable LimitsView limits(Context ctx) {
        try {
            return LimitsView.of(book.of(ctx.pathParam("type")), pages.format(ctx));
        } catch (QueueUnavailableException e) {
            return null;
        }
    }

    private void set(Context ctx) {
        String type = ctx.pathParam("type");
        changes.requireType(type);
        LimitsView.Form form = new LimitsView.Form(
                field(ctx, "concurrency"),
                field(ctx, "perSecond"),
                field(ctx, "perKey"),
                field(ctx, "reason"),
                field(ctx, "ttl"));
        boolean pause = field(ctx, "action").equals("pause");
        LimitForm.Reading reading = LimitForm.read(form, pause);
        switch (reading) {
            case LimitForm.Reading.Wrong(String why) -> refuse(ctx, form, why);
            case LimitForm.Reading.Read(ManualLimits.Values values) -> {
                Optional<Duration> ttl = ttl(form.ttl());
                if (form.reason().isEmpty() || form.reason().length() > MAX_REASON) {
                    refuse(ctx, form, "reason");
                } else if (ttl.isEmpty() && !form.ttl().isEmpty()) {
                    refuse(ctx, form, "ttl");
                } else {
                    changes.set(
                            type, new ManualLimits.Change(values, Guard.actor(ctx), form.reason(), ttl.orElse(null)));
                    back(ctx, pause ? "paused" : "limited");
                }
            }
        }
    }

    private void refuse(Context ctx, LimitsView.Form form, String why) {
        ctx.status(HttpStatus.BAD_REQUEST);
        show(
                ctx,
                LimitsView.of(book.of(ctx.pathParam("type")), pages.format(ctx)).refused(form, why));
    }

    private void clear(Context ctx) {
        String type = ctx.pathParam("type");
        changes.requireType(type);
        changes.clear(type, Guard.actor(ctx), "");
        back(ctx, "unlimited");
    }

    private static void back(Context ctx, String notice) {
        ctx.redirect("/sla/" + ctx.pathParam("type") + "?notice=" + notice + "#limits", HttpStatus.SEE_OTHER);
    }

    private static Optional<Duration> ttl(String text) {
        try {
            return Optional.of(Duration.parse(text))
                    .filter(ttl -> ttl.compareTo(LimitChanges.MIN_TTL) >= 0)
                    .filter(ttl -> ttl.compareTo(LimitChanges.MAX_TTL) <= 0);
        } catch (DateTimeParseException notADuration) {
            return Optional.empty();
        }
    }

    private static String field(Context ctx, String name) {
        String value = ctx.formParam(name);
        return value == null ? "" : value.strip();
    }
}
