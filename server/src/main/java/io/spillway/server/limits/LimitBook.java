package io.spillway.server.limits;

import io.spillway.plugin.api.TaskType;
import io.spillway.server.plugin.HandlerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The limits of all types, as this node sees them. Throws {@link io.spillway.server.task.QueueUnavailableException} where what
 * people have set can't be read.
 */
public final class LimitBook {

    private static final int NAMED_KEYS = 10;

    private final LimitStore store;
    private final HandlerRegistry handlers;
    private final LimitsConfig config;

    public LimitBook(LimitStore store, HandlerRegistry handlers, LimitsConfig config) {
        this.store = store;
        this.handlers = handlers;
        this.config = config;
    }

    /** The types that a plugin handles here, or that ever had a task. */
    public SortedSet<String> types() {
        SortedSet<String> types = new TreeSet<>(store.types());
        handlers.all().forEach(each -> types.add(each.type().name()));
        return types;
    }

    /** All types, without their concurrency keys. */
    public List<TypeLimits> all() {
        List<TypeLimits> all = new ArrayList<>();
        store.use(types(), 0).forEach((type, use) -> all.add(limits(type, use)));
        return all;
    }

    /** One type, with its busiest concurrency keys. */
    public TypeLimits of(String type) {
        Map<String, TypeUse> use = store.use(List.of(type), NAMED_KEYS);
        return limits(type, use.getOrDefault(type, TypeUse.NOTHING));
    }

    private TypeLimits limits(String type, TypeUse use) {
        Optional<TaskType<?>> handled = handlers.find(type).map(each -> each.type());
        return new TypeLimits(type, handled.isPresent(), EffectiveLimits.of(type, handled, config, use.manual()), use);
    }

    /** Sets limits on all nodes. What was set before goes. */
    public void set(String type, ManualLimits.Change change) {
        store.set(type, change);
    }

    /** Lets the limits of the type and of the configuration hold again. Returns whether anything had been set. */
    public boolean clear(String type) {
        return store.clear(type);
    }
}
