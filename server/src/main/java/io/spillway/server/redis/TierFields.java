package io.spillway.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.spillway.server.degrade.ManualSwitch;
import io.spillway.server.degrade.ScopeState;
import io.spillway.server.degrade.Tiers;
import io.spillway.server.degrade.TiersUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tiers as fields of a hash: the revision with its mark, and each scope's state and switch for itself, so that one scope's change
 * moves, writes and reads no other's.
 *
 * @param mark tells two states apart that have the same revision, because Redis has lost the first one
 * @param texts of states and switches, as they are kept
 * @param values what the texts say
 */
record TierFields(String mark, Map<String, String> texts, Map<String, Object> values, Tiers tiers) {

    static final TierFields NONE = new TierFields("", Map.of(), Map.of(), Tiers.NONE);

    private static final String STATE = "state:";
    private static final String SWITCH = "switch:";
    private static final ObjectMapper JSON =
            StoredJson.builder().addModule(new ScopeModule()).build();

    /**
     * What is in the hash. Fields whose text is known are not read again.
     *
     * @throws TiersUnavailableException if something in it can't be read
     */
    static TierFields read(Map<String, String> hash, TierFields known) {
        String revision = hash.get(TierHead.REVISION);
        if (revision == null) {
            return NONE;
        }
        Map<String, String> texts = new HashMap<>();
        Map<String, Object> values = new HashMap<>();
        hash.forEach((field, text) -> {
            if (isOfScope(field)) {
                texts.put(field, text);
                values.put(field, text.equals(known.texts.get(field)) ? known.values.get(field) : value(field, text));
            }
        });
        Tiers tiers = tiers(TierHead.revision(revision), values);
        return new TierFields(hash.getOrDefault(TierHead.MARK, ""), texts, values, tiers);
    }

    /**
     * These after the next change.
     *
     * @param differing the texts of those that are not as they were, each null where the field is not there any more
     * @throws TiersUnavailableException if something in it can't be read
     */
    TierFields changed(TierHead head, Map<String, @Nullable String> differing) {
        Map<String, String> texts = new HashMap<>(this.texts);
        Map<String, Object> values = new HashMap<>(this.values);
        differing.forEach((field, text) -> {
            if (text == null) {
                texts.remove(field);
                values.remove(field);
            } else {
                texts.put(field, text);
                values.put(field, value(field, text));
            }
        });
        return new TierFields(head.mark(), texts, values, tiers(head.number(), values));
    }

    private static Tiers tiers(long revision, Map<String, Object> values) {
        List<ScopeState> scopes = new ArrayList<>();
        List<ManualSwitch> switches = new ArrayList<>();
        for (Object value : values.values()) {
            if (value instanceof ScopeState state) {
                scopes.add(state);
            } else if (value instanceof ManualSwitch manual) {
                switches.add(manual);
            }
        }
        return new Tiers(revision, scopes, switches);
    }

    /** Which state they are. */
    TierHead head() {
        return new TierHead(tiers.revision() == 0 ? "" : Long.toString(tiers.revision()), mark);
    }

    /** The same, under the mark that they were kept with. */
    TierFields marked(String kept) {
        return new TierFields(kept, texts, values, tiers);
    }

    /** These with the next tiers in their place: only what differs is written anew. */
    TierFields with(Tiers next) {
        Map<String, Object> values = new HashMap<>();
        next.scopes().forEach(state -> values.put(STATE + state.status().scope(), state));
        next.switches().forEach(manual -> values.put(SWITCH + manual.scope(), manual));
        Map<String, String> after = new HashMap<>();
        values.forEach((field, value) -> {
            String text = texts.get(field);
            after.put(
                    field, text != null && value.equals(this.values.get(field)) ? text : StoredJson.write(JSON, value));
        });
        return new TierFields(mark, after, values, next);
    }

    /** The fields that another state does not have any more. */
    List<String> goneIn(TierFields next) {
        return texts.keySet().stream()
                .filter(field -> !next.texts.containsKey(field))
                .sorted()
                .toList();
    }

    /** The fields with a text that was not there before. */
    Map<String, String> writtenAfter(TierFields before) {
        Map<String, String> written = new TreeMap<>();
        texts.forEach((field, text) -> {
            if (!text.equals(before.texts.get(field))) {
                written.put(field, text);
            }
        });
        return written;
    }

    static boolean isOfScope(String field) {
        return field.startsWith(STATE) || field.startsWith(SWITCH);
    }

    private static Object value(String field, String text) {
        try {
            Object value = field.startsWith(STATE)
                    ? JSON.readValue(text, ScopeState.class)
                    : JSON.readValue(text, ManualSwitch.class);
            String own = switch (value) {
                case ScopeState state -> STATE + state.status().scope();
                case ManualSwitch manual -> SWITCH + manual.scope();
                case null, default -> "";
            };
            if (!field.equals(own)) {
                throw unreadable(field, null);
            }
            return value;
        } catch (JsonProcessingException | RuntimeException e) {
            throw unreadable(field, e);
        }
    }

    static TiersUnavailableException unreadable(String field, @Nullable Exception cause) {
        return new TiersUnavailableException(
                "what is kept under " + Keys.TIERS + " in the field " + field + " cannot be read", cause);
    }
}
