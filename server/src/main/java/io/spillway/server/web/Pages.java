package io.spillway.server.web;

import java.util.List;

/** The pages of the board. */
final class Pages {

    private Pages() {}

    static List<Route> routes(PageRenderer renderer, WebFeatures features) {
        return List.of();
    }
}
