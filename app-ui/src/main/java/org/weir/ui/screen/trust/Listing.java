package org.weir.ui.screen.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Ca;
import org.weir.api.rpc.RpcCodec;
import org.weir.ui.text.Formats;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What {@code weir trust list --json} says. Pure.
 *
 * @param authority as the engine tells it
 * @param stores one for each store, in the order of the command
 */
record Listing(Ca.Status authority, List<Store> stores) {
    Listing {
        stores = List.copyOf(stores);
    }

    /**
     * @param id for {@code --store}
     * @param title whose it is, in the command's words
     * @param next how the next authority stands there; null without a rotation
     * @param ours whether this user's weir put it there
     * @param note what else there is to say, or ""
     * @param obstacle why it cannot be changed now, or ""
     * @param needsRoot whether the obstacle is only that root has to do it
     */
    record Store(
            String id,
            String title,
            StoreState state,
            @Nullable StoreState next,
            boolean ours,
            String note,
            String obstacle,
            boolean needsRoot) {
        /** Whether an authority in use, or about to be, is not trusted there. */
        boolean isMissing() {
            return !state.isTrusted() || (next != null && !next.isTrusted());
        }

        boolean isThere() {
            return state.isThere() || (next != null && next.isThere());
        }

        /** Whether the user who asks can take it out himself. */
        boolean isOursToRemove() {
            return ours && !needsRoot;
        }

        private Store withNext(StoreState state) {
            return new Store(id, title, this.state, state, ours, note, obstacle, needsRoot);
        }
    }

    /** @throws IllegalArgumentException with a sentence, when it is not what the command prints */
    static Listing of(String json) {
        try {
            var read = RpcCodec.json().readTree(json);
            if (!read.path("authority").isObject() || !read.path("stores").isArray()) {
                throw new IllegalArgumentException("neither an authority nor stores");
            }
            var authority = RpcCodec.json().treeToValue(read.get("authority"), Ca.Status.class);
            return new Listing(authority, stores(read.get("stores")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("the authority has no state", e);
        }
    }

    private static List<Store> stores(JsonNode lines) {
        var all = new LinkedHashMap<String, Store>();
        for (var line : lines) {
            var id = text(line, "store");
            var state = StoreState.of(text(line, "state"));
            if (id.isEmpty()) {
                continue;
            }
            if (text(line, "authority").equals(Ca.NEXT) && all.containsKey(id)) {
                all.computeIfPresent(id, (same, store) -> store.withNext(state));
                continue;
            }
            all.putIfAbsent(
                    id,
                    new Store(
                            id,
                            text(line, "title"),
                            state,
                            null,
                            line.path("ours").asBoolean(false),
                            text(line, "note"),
                            text(line, "obstacle"),
                            line.path("needs_root").asBoolean(false)));
        }
        return new ArrayList<>(all.values());
    }

    private static String text(JsonNode line, String field) {
        return Formats.clean(line.path(field).asString(""));
    }
}
