package io.spillway.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.server.auth.Permission;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class RequestThreadsTest {

    private static final int MORE_THAN_ANYBODY_KEEPS_IN_RESERVE = 50;

    @Test
    void eachRequestMayWaitForItHasAVirtualThread() throws IOException {
        Route route = Route.get(
                "/thread",
                Permission.VIEW,
                ctx -> ctx.result(Boolean.toString(Thread.currentThread().isVirtual())));
        try (RunningServer server = RunningServer.start(route)) {
            for (int i = 0; i < MORE_THAN_ANYBODY_KEEPS_IN_RESERVE; i++) {
                assertThat(server.get("/thread").body()).isEqualTo("true");
            }
        }
    }
}
