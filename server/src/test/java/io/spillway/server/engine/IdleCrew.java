package io.spillway.server.engine;

import io.spillway.server.task.Claimed;
import io.spillway.server.task.Settlement;

/** Nobody who begins anything. */
class IdleCrew implements LaneCrew {
    @Override
    public void begin(Hand.Held next) {}

    @Override
    public void claimed(String type, Claimed claimed) {}

    @Override
    public void settled(Conclusion conclusion, Settlement.Result result) {}

    @Override
    public void dropped(Conclusion conclusion) {}

    @Override
    public boolean isClosing() {
        return false;
    }
}
