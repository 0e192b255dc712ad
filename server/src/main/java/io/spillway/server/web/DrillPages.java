package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.spillway.server.auth.Permission;
import io.spillway.server.drill.AbortRequest;
import io.spillway.server.drill.Drill;
import io.spillway.server.drill.DrillConfig;
import io.spillway.server.drill.DrillDesk;
import io.spillway.server.drill.DrillDesk.Start;
import io.spillway.server.drill.DrillId;
import io.spillway.server.drill.DrillOrder;
import io.spillway.server.drill.Injection;
import io.spillway.server.task.QueueUnavailableException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of drills, and what their forms do. */
final class DrillPages {

    private final Pages pages;
    private final DrillDesk desk;

    DrillPages(Pages pages, WebFeatures features) {
        this.pages = pages;
        this.desk = features.drills();
    }

    List<Route> routes() {
        return List.of(
                Route.page(DrillsView.PATH, Permission.VIEW, ctx -> pages.show(ctx, "drills", view(ctx, null))),
                Route.page(
                        DrillsView.PATH + "/{id}",
                        Permission.VIEW,
                        ctx -> pages.show(ctx, "drills", view(ctx, find(ctx)))),
                Route.action(DrillsView.PATH, Permission.OPERATE, this::start),
                Route.action(DrillsView.PATH + "/{id}/abort", Permission.OPERATE, this::abort));
    }

    /** When the loop was last proven; empty where the storage does not answer. */
    Optional<ProofView> proof(Format format) {
        try {
            return Optional.of(ProofView.of(desk.config(), desk.recent(), format));
        } catch (QueueUnavailableException e) {
            return Optional.empty();
        }
    }

    private DrillsView view(Context ctx, @Nullable Drill shown) {
        return DrillsView.of(desk.config(), desk.recent(), shown, pages.format(ctx));
    }

    private Drill find(Context ctx) {
        return DrillId.parse(ctx.pathParam("id")).flatMap(desk::find).orElseThrow(DrillApi::unknown);
    }

    private void start(Context ctx) {
        String reason = PageActions.field(ctx, "reason");
        if (!PageActions.field(ctx, "consent").equals("yes")) {
            refuse(ctx, "consent", 400);
        } else if (reason.isEmpty() || reason.length() > DrillOrder.MAX_REASON) {
            refuse(ctx, "reason", 400);
        } else {
            DrillConfig config = desk.config();
            DrillOrder order = new DrillOrder(
                    Guard.actor(ctx),
                    reason,
                    config.timeLimit(),
                    config.rate(),
                    Injection.FAILURE,
                    false,
                    config.rule());
            switch (desk.start(order)) {
                case Start.Started _ -> ctx.redirect(DrillsView.PATH + "?notice=drilling", HttpStatus.SEE_OTHER);
                case Start.Refused(String why) -> {
                    ctx.status(409);
                    pages.show(ctx, "drills", view(ctx, null).hindered(why));
                }
                case Start.Busy _ -> refuse(ctx, "busy", 409);
            }
        }
    }

    private void refuse(Context ctx, String problem, int status) {
        ctx.status(status);
        pages.show(ctx, "drills", view(ctx, null).refused(problem));
    }

    private void abort(Context ctx) {
        Drill drill = find(ctx);
        desk.abort(new AbortRequest(drill.id(), Guard.actor(ctx), DrillApi.BY_HAND));
        ctx.redirect(DrillsView.PATH + "?notice=drill-stopped", HttpStatus.SEE_OTHER);
    }
}
