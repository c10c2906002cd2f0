package org.weir.engine.store.rules;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.weir.api.control.HttpRule;
import org.weir.api.control.Rule;
import org.weir.engine.http.edit.EditRule;
import org.weir.engine.http.edit.RuleFiles;
import org.weir.engine.policy.CompiledRule;
import org.weir.engine.policy.RuleException;
import org.weir.engine.policy.UserLookup;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text of rules.json: {@code {"version":1,"rules":[...],"http":[...]}}, of which {@code http} may be missing. Reading is strict, all or nothing, and says where the first
 * mistake is: a rule that is half understood could let through what it should block.
 */
public final class RulesFile {
    /** Longest file, in bytes. */
    public static final int MAX_BYTES = 1024 * 1024;

    public static final int MAX_RULES = 5_000;

    /** They are walked for each request, and may each keep a file in memory. */
    public static final int MAX_HTTP_RULES = 500;

    private static final int VERSION = 1;

    /** The file has six levels. */
    private static final int MAX_DEPTH = 8;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
    private static final Pattern OWN_ID = Pattern.compile("r([1-9][0-9]{0,8})");
    private static final Pattern OWN_HTTP_ID = Pattern.compile("h([1-9][0-9]{0,8})");

    /** Where Jackson speaks to programmers: "(start marker at [Source: ...". */
    private static final Pattern SOURCE = Pattern.compile("(?s)( \\(start marker at.*|\n.*)");

    private static final Set<String> FIELDS = Set.of(
            "id",
            "enabled",
            "app",
            "user",
            "domain",
            "cidr",
            "port",
            "protocol",
            "action",
            "target",
            "note",
            "on_refusal");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .build();

    private static final JsonMapper WRITER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final JsonParser parser;
    private final UserLookup users;
    private final RuleFiles files;
    private final List<CompiledRule> rules = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    /**
     * What the file holds.
     *
     * @param rules for connections, in order
     * @param http for what is said in inspected ones, in order
     */
    public record Content(List<CompiledRule> rules, List<EditRule> http) {
        /** Nothing. */
        public static final Content EMPTY = new Content(List.of(), List.of());

        public Content {
            rules = List.copyOf(rules);
            http = List.copyOf(http);
        }
    }

    private RulesFile(JsonParser parser, UserLookup users, RuleFiles files) {
        this.parser = parser;
        this.users = users;
        this.files = files;
    }

    /**
     * Reads and checks. Rules without an id get one that is not taken.
     *
     * @throws BadRulesException for the first mistake
     */
    public static Content read(byte[] bytes, UserLookup users, RuleFiles files) throws BadRulesException {
        if (bytes.length > MAX_BYTES) {
            throw new BadRulesException(1, 1, "the file has " + bytes.length + " bytes; " + MAX_BYTES + " are allowed");
        }
        var text = decode(bytes);
        try (var parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            return new RulesFile(parser, users, files).readFile();
        } catch (JacksonException e) {
            var at = e.getLocation();
            var problem = "not JSON: " + SOURCE.matcher(e.getOriginalMessage()).replaceFirst("");
            throw at == null ? new BadRulesException(1, 1, problem) : bad(at, problem);
        }
    }

    /** The file's text for these rules. Without HTTP rules it is one that older engines read as well. */
    public static byte[] write(List<Rule> rules, List<HttpRule> http) {
        var root = WRITER.createObjectNode().put("version", VERSION);
        var array = root.putArray("rules");
        for (var rule : rules) {
            var node = array.addObject().put("id", rule.id());
            if (!rule.enabled()) {
                node.put("enabled", false);
            }
            var values = new java.util.LinkedHashMap<String, String>();
            values.put("app", rule.app());
            values.put("user", rule.user());
            values.put("domain", rule.domain());
            values.put("cidr", rule.cidr());
            values.put("port", rule.port());
            values.put("protocol", rule.protocol());
            values.put("action", rule.action());
            values.put("target", rule.target());
            values.put("note", rule.note());
            values.put("on_refusal", rule.onRefusal());
            values.forEach((name, value) -> {
                if (value != null) {
                    node.put(name, value);
                }
            });
        }
        if (!http.isEmpty()) {
            root.set("http", HttpRuleWriter.json(WRITER, http));
        }
        return (WRITER.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** The number of an id that we gave, or 0. */
    static int number(String id) {
        var own = OWN_ID.matcher(id);
        return own.matches() ? Integer.parseInt(own.group(1)) : 0;
    }

    /** The same of an HTTP rule. */
    static int httpNumber(String id) {
        var own = OWN_HTTP_ID.matcher(id);
        return own.matches() ? Integer.parseInt(own.group(1)) : 0;
    }

    /** @param taken gets the id, unless it is "" */
    static void checkId(String id, Set<String> taken, TokenStreamLocation at) throws BadRulesException {
        if (!id.isEmpty() && (!isId(id) || !taken.add(id))) {
            throw bad(
                    at,
                    isId(id) ? "id: '" + id + "' stands twice" : "id: letters, digits, '.', '_' and '-', at most 32");
        }
    }

    private static String decode(byte[] bytes) throws BadRulesException {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        out.flip();
        if (result != CoderResult.UNDERFLOW) {
            var good = out.toString();
            var lines = (int) good.chars().filter(c -> c == '\n').count();
            throw new BadRulesException(lines + 1, good.length() - good.lastIndexOf('\n'), "not UTF-8");
        }
        // Some editors of Windows write a byte order mark.
        return !out.isEmpty() && out.charAt(0) == '\ufeff'
                ? out.subSequence(1, out.length()).toString()
                : out.toString();
    }

    private Content readFile() throws BadRulesException {
        expect(parser.nextToken(), JsonToken.START_OBJECT, "an object {\"version\":1,\"rules\":[...]}");
        var version = false;
        var list = false;
        List<EditRule> http = List.of();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            switch (parser.currentName()) {
                case "version" -> {
                    readVersion();
                    version = true;
                }
                case "rules" -> {
                    readRules();
                    list = true;
                }
                case "http" -> http = new HttpRuleReader(parser, users, files).read();
                default -> throw here("unknown field '" + shown(parser.currentName()) + "' (version, rules, http)");
            }
        }
        if (!version || !list) {
            throw here(version ? "rules: missing" : "version: missing");
        }
        if (parser.nextToken() != null) {
            throw here("something after the end");
        }
        return new Content(withIds(), http);
    }

    private void readVersion() throws BadRulesException {
        if (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            if (parser.getString().equals(String.valueOf(VERSION))) {
                return;
            }
            if (parser.getString().matches("[1-9][0-9]{0,8}")) {
                throw here("version: " + parser.getString() + " is of a newer Weir; this one knows " + VERSION)
                        .newer();
            }
        }
        throw here("version: must be " + VERSION);
    }

    private void readRules() throws BadRulesException {
        expect(parser.nextToken(), JsonToken.START_ARRAY, "a list of rules");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.START_OBJECT, "a rule, which is an object");
            if (rules.size() == MAX_RULES) {
                throw here("more than " + MAX_RULES + " rules");
            }
            readRule();
        }
    }

    private void readRule() throws BadRulesException {
        var start = parser.currentTokenLocation();
        var values = new HashMap<String, String>();
        var places = new HashMap<String, TokenStreamLocation>();
        var enabled = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            if (!FIELDS.contains(name)) {
                throw here("unknown field '" + shown(name) + "' of a rule");
            }
            var token = parser.nextToken();
            places.put(name, parser.currentTokenLocation());
            if (name.equals("enabled")) {
                if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                    throw here("enabled: must be true or false");
                }
                enabled = token == JsonToken.VALUE_TRUE;
            } else if (token == JsonToken.VALUE_STRING
                    || (token == JsonToken.VALUE_NUMBER_INT && (name.equals("port") || name.equals("user")))) {
                values.put(name, parser.getString());
            } else if (token != JsonToken.VALUE_NULL) {
                throw here(name + ": must be a string");
            }
        }
        var id = values.getOrDefault("id", "");
        checkId(id, ids, places.getOrDefault("id", start));
        rules.add(compiled(rule(id, enabled, values), start, places));
    }

    private CompiledRule compiled(Rule rule, TokenStreamLocation start, Map<String, TokenStreamLocation> places)
            throws BadRulesException {
        try {
            return CompiledRule.compile(rule, users);
        } catch (RuleException e) {
            throw bad(places.getOrDefault(e.field(), start), e.getMessage());
        }
    }

    private static Rule rule(String id, boolean enabled, Map<String, String> values) {
        return Rule.of(
                id,
                enabled,
                values.get("app"),
                values.get("user"),
                values.get("domain"),
                values.get("cidr"),
                values.get("port"),
                values.get("protocol"),
                values.get("action"),
                values.get("target"),
                values.get("note"),
                values.get("on_refusal"));
    }

    private List<CompiledRule> withIds() {
        var next = ids.stream().mapToInt(RulesFile::number).max().orElse(0);
        for (var i = 0; i < rules.size(); i++) {
            if (rules.get(i).rule().id().isEmpty()) {
                rules.set(i, rules.get(i).withId("r" + ++next));
            }
        }
        return List.copyOf(rules);
    }

    private void expect(JsonToken token, JsonToken wanted, String what) throws BadRulesException {
        if (token != wanted) {
            throw here("expected " + what);
        }
    }

    private BadRulesException here(String problem) {
        return bad(parser.currentTokenLocation(), problem);
    }

    static BadRulesException bad(TokenStreamLocation at, String problem) {
        return new BadRulesException(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), problem);
    }

    static String shown(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "..." : name;
    }
}
