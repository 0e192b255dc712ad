package io.spillway.server.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.spillway.server.auth.Permission;
import io.spillway.server.deadletter.BulkOrder;
import io.spillway.server.deadletter.BulkStore.Change;
import io.spillway.server.deadletter.LetterFilter;
import io.spillway.server.web.LettersView.BulkForm;
import java.util.Locale;
import java.util.Optional;

/** What the forms for many dead letters do. */
final class BulkPages {

    private static final int MOST = 10_000_000;

    private final Pages pages;
    private final LetterPages letters;
    private final BulkActions actions;

    BulkPages(Pages pages, LetterPages letters, WebFeatures features) {
        this.pages = pages;
        this.letters = letters;
        this.actions = new BulkActions(features);
    }

    /** @param notice what the page says afterwards, the end of a message's key */
    Route change(String verb, String notice) {
        Change change = Change.valueOf(verb.toUpperCase(Locale.ROOT));
        return Route.action(LettersView.PATH + "/jobs/{id}/" + verb, Permission.OPERATE, ctx -> {
            actions.change(ctx, change);
            PageActions.back(ctx, LettersView.PATH, notice);
        });
    }

    void start(Context ctx) {
        LetterFilter filter = LetterFilters.ofForm(ctx, pages.format(ctx).now());
        BulkForm form = new BulkForm(
                "",
                "",
                "",
                true,
                PageActions.field(ctx, "action"),
                PageActions.field(ctx, "perSecond"),
                PageActions.field(ctx, "limit"),
                PageActions.field(ctx, "reason"),
                null);
        Optional<BulkOrder.Action> action = BulkOrder.Action.ofLabel(form.action());
        Optional<Double> perSecond = rate(form.perSecond());
        Optional<Long> limit = limit(form.limit());
        if (filter.type() == null) {
            throw Problem.invalid("type", "is required").exception();
        } else if (action.isEmpty()) {
            refuse(ctx, filter, form, "action", 400);
        } else if (perSecond.isEmpty()) {
            refuse(ctx, filter, form, "rate", 400);
        } else if (limit.isEmpty() && !form.limit().isEmpty()) {
            refuse(ctx, filter, form, "limit", 400);
        } else if (form.reason().isEmpty() || form.reason().length() > LetterActions.MAX_REASON) {
            refuse(ctx, filter, form, "reason", 400);
        } else {
            start(
                    ctx,
                    form,
                    new BulkOrder(
                            action.get(),
                            filter,
                            perSecond.get(),
                            limit.orElse(null),
                            Guard.actor(ctx),
                            form.reason()));
        }
    }

    private void start(Context ctx, BulkForm form, BulkOrder order) {
        try {
            actions.start(order);
        } catch (Problem.ProblemException e) {
            Problem problem = e.problem();
            refuse(
                    ctx,
                    order.filter(),
                    form,
                    problem.kind().equals("no-handler") ? "no-handler" : "busy",
                    problem.status());
            return;
        }
        String notice = order.action() == BulkOrder.Action.REPLAY ? "replaying" : "discarding";
        String query = LetterFilters.query(order.filter());
        ctx.redirect(LettersView.link(query, "notice=" + notice), HttpStatus.SEE_OTHER);
    }

    private void refuse(Context ctx, LetterFilter filter, BulkForm form, String why, int status) {
        ctx.status(status);
        pages.show(
                ctx, "dead-letters", letters.view(ctx, filter, Optional.empty()).refused(form, why));
    }

    private static Optional<Double> rate(String text) {
        if (!text.matches("[0-9]{1,4}([.][0-9]{1,3})?")) {
            return Optional.empty();
        }
        return Optional.of(Double.valueOf(text)).filter(rate -> rate >= BulkOrder.SLOWEST && rate <= BulkOrder.FASTEST);
    }

    private static Optional<Long> limit(String text) {
        return text.matches("[0-9]{1,8}")
                ? Optional.of(Long.valueOf(text)).filter(limit -> limit >= 1 && limit <= MOST)
                : Optional.empty();
    }
}
