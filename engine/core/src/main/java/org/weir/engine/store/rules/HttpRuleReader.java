package org.weir.engine.store.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.HttpAction;
import org.weir.api.control.HttpRule;
import org.weir.engine.http.edit.EditRule;
import org.weir.engine.http.edit.RuleFiles;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;

/** Reads the list {@code http} of rules.json, as strictly as {@link RulesFile} reads the rest. */
final class HttpRuleReader {
    private static final Set<String> TEXTS =
            Set.of("id", "app", "user", "domain", "url", "method", "content_type", "note");

    private static final Set<String> ACTION_TEXTS = Set.of("action", "name", "value", "find", "body", "file", "target");

    private final JsonParser parser;
    private final UserLookup users;
    private final RuleFiles files;
    private final List<EditRule> rules = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    /** Of the rule that is being read, by the names that {@link RuleException} uses. */
    private final Map<String, TokenStreamLocation> places = new HashMap<>();

    HttpRuleReader(JsonParser parser, UserLookup users, RuleFiles files) {
        this.parser = parser;
        this.users = users;
        this.files = files;
    }

    /** Reads the list whose name was just read. */
    List<EditRule> read() throws BadRulesException {
        expect(parser.nextToken(), JsonToken.START_ARRAY, "a list of HTTP rules");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "an HTTP rule, which is an object");
            if (rules.size() == RulesFile.MAX_HTTP_RULES) {
                throw here("more than " + RulesFile.MAX_HTTP_RULES + " HTTP rules");
            }
            rules.add(rule());
        }
        return withIds();
    }

    private EditRule rule() throws BadRulesException {
        var start = parser.currentTokenLocation();
        places.clear();
        var texts = new HashMap<String, String>();
        var enabled = true;
        List<HttpAction> actions = List.of();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            places.put(name, parser.currentTokenLocation());
            switch (name) {
                case "enabled" -> enabled = flag(name);
                case "actions" -> actions = actions();
                default -> {
                    if (!TEXTS.contains(name)) {
                        throw here("unknown field '" + RulesFile.shown(name) + "' of an HTTP rule");
                    }
                    text(name, name.equals("user")).ifPresent(value -> texts.put(name, value));
                }
            }
        }
        var id = texts.getOrDefault("id", "");
        RulesFile.checkId(id, ids, places.getOrDefault("id", start));
        var rule = new HttpRule(
                id,
                enabled,
                texts.get("app"),
                texts.get("user"),
                texts.get("domain"),
                texts.get("url"),
                texts.get("method"),
                texts.get("content_type"),
                actions,
                texts.get("note"));
        try {
            return EditRule.compile(rule, users, files);
        } catch (RuleException e) {
            throw RulesFile.bad(place(e.field(), start), e.getMessage());
        }
    }

    /** Of a field that is missing: where the action begins, or the rule. */
    private TokenStreamLocation place(String field, TokenStreamLocation start) {
        var exact = places.get(field);
        var dot = field.indexOf('.');
        var whole = dot < 0 ? null : places.get(field.substring(0, dot));
        return exact != null ? exact : whole != null ? whole : start;
    }

    private List<HttpAction> actions() throws BadRulesException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, "a list of actions");
        var actions = new ArrayList<HttpAction>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "an action, which is an object");
            actions.add(action("actions[" + actions.size() + "]"));
        }
        return actions;
    }

    private HttpAction action(String place) throws BadRulesException {
        places.put(place, parser.currentTokenLocation());
        var texts = new HashMap<String, String>();
        Boolean regex = null;
        Integer status = null;
        List<HttpAction.Header> headers = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            places.put(place + "." + name, parser.currentTokenLocation());
            switch (name) {
                case "regex" -> regex = flag(name);
                case "status" -> status = number(name);
                case "headers" -> headers = headers();
                default -> {
                    if (!ACTION_TEXTS.contains(name)) {
                        throw here("unknown field '" + RulesFile.shown(name) + "' of an action");
                    }
                    text(name, false).ifPresent(value -> texts.put(name, value));
                }
            }
        }
        return HttpAction.of(
                texts.get("action"),
                texts.get("name"),
                texts.get("value"),
                texts.get("find"),
                regex,
                status,
                headers,
                texts.get("body"),
                texts.get("file"),
                texts.get("target"));
    }

    private List<HttpAction.Header> headers() throws BadRulesException {
        expect(parser.currentToken(), JsonToken.START_ARRAY, "a list of headers {\"name\":...,\"value\":...}");
        var headers = new ArrayList<HttpAction.Header>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "a header {\"name\":...,\"value\":...}");
            String name = null;
            String value = null;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "name" -> name = text(field, false).orElse(null);
                    case "value" -> value = text(field, false).orElse(null);
                    default -> throw here("unknown field '" + RulesFile.shown(field) + "' of a header");
                }
            }
            headers.add(HttpAction.Header.of(name, value));
        }
        return headers;
    }

    private Optional<String> text(String name, boolean orNumber) throws BadRulesException {
        var token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING || (token == JsonToken.VALUE_NUMBER_INT && orNumber)) {
            return Optional.of(parser.getString());
        }
        if (token == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        throw here(name + ": must be a string");
    }

    private boolean flag(String name) throws BadRulesException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> throw here(name + ": must be true or false");
        };
    }

    private @Nullable Integer number(String name) throws BadRulesException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getString().length() <= 9) {
            return Integer.valueOf(parser.getString());
        }
        throw here(name + ": must be a whole number");
    }

    private List<EditRule> withIds() {
        var next = ids.stream().mapToInt(RulesFile::httpNumber).max().orElse(0);
        for (var i = 0; i < rules.size(); i++) {
            if (rules.get(i).rule().id().isEmpty()) {
                rules.set(i, rules.get(i).withId("h" + ++next));
            }
        }
        return List.copyOf(rules);
    }

    private void expect(@Nullable JsonToken token, JsonToken wanted, String what) throws BadRulesException {
        if (token != wanted) {
            throw here("expected " + what);
        }
    }

    private BadRulesException here(String problem) {
        return RulesFile.bad(parser.currentTokenLocation(), problem);
    }
}
