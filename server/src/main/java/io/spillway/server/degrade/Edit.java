package io.spillway.server.degrade;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a person wants changed in one scope. */
sealed interface Edit {

    Scope scope();

    UnaryOperator<Tiers> change();

    /** The decided state, with the person's name in it. */
    ScopeState sign(ScopeState decided);

    /** A switch by hand. */
    record Engage(ManualSwitch manual) implements Edit {
        @Override
        public Scope scope() {
            return manual.scope();
        }

        @Override
        public UnaryOperator<Tiers> change() {
            return tiers -> tiers.with(manual);
        }

        @Override
        public ScopeState sign(ScopeState decided) {
            return decided;
        }
    }

    /** The end of a switch by hand, or of a latch. */
    record Release(Scope scope, String by, @Nullable String reason, Instant at) implements Edit {
        @Override
        public UnaryOperator<Tiers> change() {
            return tiers -> tiers.state(scope)
                    .filter(Release::isHeldByPerson)
                    .map(state -> tiers.without(scope).with(TierEngine.letGo(state, at)))
                    .orElse(tiers);
        }

        static boolean isHeldByPerson(ScopeState state) {
            return state.is(ScopeStatus.State.MANUAL_HOLD) || state.is(ScopeStatus.State.LATCHED);
        }

        @Override
        public ScopeState sign(ScopeState decided) {
            ScopeStatus status = decided.status();
            ScopeStatus signed = new ScopeStatus(
                    status.scope(),
                    status.tier(),
                    status.state(),
                    status.intensity(),
                    status.since(),
                    status.until(),
                    Reasons.released(by, reason),
                    status.alert(),
                    by);
            return new ScopeState(signed, decided.floor(), decided.memory());
        }
    }
}
