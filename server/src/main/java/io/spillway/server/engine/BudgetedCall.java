package io.spillway.server.engine;

import io.spillway.plugin.api.OutgoingCall;
import io.spillway.plugin.api.TimeBudget;
import java.util.HashMap;
import java.util.Map;

/** A call whose headers say how much time is left, beside what they say of the trace. */
record BudgetedCall(OutgoingCall call, AttemptContext.Budget budget) implements OutgoingCall {

    @Override
    public Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.putAll(TimeBudget.headers(budget.remaining()));
        return Map.copyOf(headers);
    }

    @Override
    public OutgoingCall attribute(String name, String value) {
        call.attribute(name, value);
        return this;
    }

    @Override
    public OutgoingCall failed(String message) {
        call.failed(message);
        return this;
    }

    @Override
    public void close() {
        call.close();
    }
}
