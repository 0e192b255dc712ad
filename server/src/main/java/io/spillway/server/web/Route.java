package io.spillway.server.web;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.spillway.server.auth.Permission;
import java.util.Objects;

/**
 * One line of the route table: the only way for a handler to be reached.
 *
 * @param path in Javalin's form, {@code /api/v1/tasks/{id}}
 * @param permission what the caller needs
 */
record Route(HandlerType method, String path, Permission permission, Kind kind, Handler handler) {

    private static final int MEBIBYTE = 1024 * 1024;

    Route {
        Objects.requireNonNull(permission, () -> "route " + method + " " + path + " declares no permission");
        Objects.requireNonNull(handler, () -> "route " + method + " " + path + " has no handler");
    }

    /** Who calls it, and so how it refuses and how much it reads. */
    enum Kind {
        /** A program: problem details, 401. */
        API(4 * MEBIBYTE),
        /** A program with much to say. */
        BULK(8 * MEBIBYTE),
        /** A browser: error pages, and the way to the sign-in. */
        PAGE(MEBIBYTE / 16),
        /** Answers for as long as the client stays: server-sent events, exports. */
        STREAM(0);

        private final int maxBody;

        Kind(int maxBody) {
            this.maxBody = maxBody;
        }

        /** The largest body, in bytes. */
        int maxBody() {
            return maxBody;
        }
    }

    static Route get(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.GET, path, permission, Kind.API, handler);
    }

    static Route post(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.POST, path, permission, Kind.API, handler);
    }

    static Route put(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.PUT, path, permission, Kind.API, handler);
    }

    static Route delete(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.DELETE, path, permission, Kind.API, handler);
    }

    static Route bulk(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.POST, path, permission, Kind.BULK, handler);
    }

    static Route stream(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.GET, path, permission, Kind.STREAM, handler);
    }

    /** A page: who is not signed in is sent to {@code /login}. */
    static Route page(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.GET, path, permission, Kind.PAGE, handler);
    }

    /** What a form of a page posts to. */
    static Route action(String path, Permission permission, Handler handler) {
        return new Route(HandlerType.POST, path, permission, Kind.PAGE, handler);
    }

    @Override
    public String toString() {
        return method.name() + " " + path;
    }
}
