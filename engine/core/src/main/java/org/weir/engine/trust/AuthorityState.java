package org.weir.engine.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.RpcCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What {@code state.json} says: which authority is used, which is to be the next, and whose files are to go. Everything is
 * written here before it is done, so that whoever reads it after a crash knows what to finish.
 *
 * @param current id of the authority in use, or null before the first
 * @param next the one to come, or null
 * @param retired ids whose files are to be deleted
 * @param first whether there never was one in use: only then is one made without being asked for
 */
record AuthorityState(@Nullable String current, @Nullable Next next, List<String> retired, boolean first) {
    /** Of a folder in which nothing was ever made. */
    static final AuthorityState FIRST = new AuthorityState(null, null, List.of(), true);

    /** Of a folder whose state is lost. */
    static final AuthorityState LOST = new AuthorityState(null, null, List.of(), false);

    /** An id names files: nothing but hex digits can be in it. */
    private static final String ID = "[0-9a-f]{16}";

    private static final int VERSION = 1;
    private static final int MAX_RETIRED = 16;

    /** How far the next authority is. */
    enum Phase {
        /** Its files are being written: after a crash nobody has seen it, and it goes. */
        MAKING,
        MADE,
        /** At least one store trusts it. */
        TRUSTED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Next(String id, Phase phase) {
        Next {
            Objects.requireNonNull(phase, "phase");
            check(id);
        }
    }

    AuthorityState {
        if (first && current != null) {
            throw new IllegalArgumentException("the first to come beside one in use");
        }
        if (current != null) {
            check(current);
        }
        retired.forEach(AuthorityState::check);
        retired = List.copyOf(retired);
    }

    private static void check(String id) {
        if (!id.matches(ID)) {
            throw new IllegalArgumentException("an id that is none of ours");
        }
    }

    AuthorityState withNext(@Nullable Next other) {
        return new AuthorityState(current, other, retired, first);
    }

    /** Without {@code next}, whose files are to go. */
    AuthorityState dropNext() {
        return next == null ? this : new AuthorityState(current, null, retiring(next.id()), first);
    }

    /** {@code next} becomes the current one, whose files are to go. */
    AuthorityState promoteNext() {
        return new AuthorityState(
                Objects.requireNonNull(next, "next").id(), null, current == null ? retired : retiring(current), false);
    }

    AuthorityState withoutRetired() {
        return new AuthorityState(current, next, List.of(), first);
    }

    private List<String> retiring(String id) {
        var all = new ArrayList<>(retired);
        all.add(id);
        return all;
    }

    byte[] encode() {
        var json = RpcCodec.json().createObjectNode().put("version", VERSION);
        if (current != null) {
            json.put("current", current);
        }
        if (next != null) {
            json.putObject("next")
                    .put("id", next.id())
                    .put("phase", next.phase().word());
        }
        if (!retired.isEmpty()) {
            var list = json.putArray("retired");
            retired.forEach(list::add);
        }
        if (first) {
            json.put("first", true);
        }
        return RpcCodec.json().writeValueAsBytes(json);
    }

    /** @throws IllegalArgumentException when it is not what {@link #encode} writes */
    static AuthorityState decode(byte[] bytes) {
        JsonNode json;
        try {
            json = RpcCodec.json().readTree(bytes);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
        if (json == null || !json.isObject() || json.path("version").asInt(0) != VERSION) {
            throw new IllegalArgumentException("not of this version");
        }
        var current = json.get("current");
        if (current != null && !current.isString()) {
            throw new IllegalArgumentException("current is no text");
        }
        Next next = null;
        if (json.get("next") != null) {
            next = new Next(
                    json.path("next").path("id").asString(""),
                    phase(json.path("next").path("phase").asString("")));
        }
        var retired = new ArrayList<String>();
        for (var id : json.path("retired")) {
            retired.add(id.asString(""));
        }
        if (retired.size() > MAX_RETIRED) {
            throw new IllegalArgumentException("too many retired");
        }
        return new AuthorityState(
                current == null ? null : current.stringValue(),
                next,
                retired,
                json.path("first").asBoolean(false));
    }

    private static Phase phase(String word) {
        for (var phase : Phase.values()) {
            if (phase.word().equals(word)) {
                return phase;
            }
        }
        throw new IllegalArgumentException("no phase: " + word);
    }
}
