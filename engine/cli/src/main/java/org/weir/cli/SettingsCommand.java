package org.weir.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.weir.api.control.Settings;
import org.weir.api.rpc.RpcCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code weir settings}. */
@Command(
        name = "settings",
        description =
                "What is kept, and for how long. With NAME=VALUE: change it; lists are separated by commas, and an"
                        + " empty value is an empty list. For example: weir settings capture_bodies=on body_hosts='*.example.org'")
final class SettingsCommand extends Subcommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME=VALUE", arity = "0..*")
    private List<String> changes = new ArrayList<>();

    @Override
    public Integer call() {
        var weir = weir();
        return weir.withEngine(client -> {
            var now = client.settings();
            if (!changes.isEmpty()) {
                now = client.changeSettings(change(RpcCodec.json().valueToTree(now.history())));
            }
            if (weir.json()) {
                weir.out().println(Json.of(now));
            } else {
                print(weir, RpcCodec.json().valueToTree(now.history()));
            }
            return ExitCode.OK;
        });
    }

    /** The engine's own answer tells which names there are and of what kind each is. */
    private Settings change(ObjectNode now) {
        var changed = RpcCodec.json().createObjectNode();
        for (var change : changes) {
            var equals = change.indexOf('=');
            var name = equals < 0 ? change : change.substring(0, equals);
            var before = now.get(name);
            if (equals < 0 || before == null) {
                throw wrong("'" + change + "': "
                        + (before == null
                                ? "there is no such setting; there are " + String.join(", ", names(now))
                                : "write " + name + "=VALUE"));
            }
            put(changed, name, before, change.substring(equals + 1));
        }
        try {
            return new Settings(RpcCodec.json().treeToValue(changed, Settings.History.class));
        } catch (JacksonException e) {
            throw wrong(e.getOriginalMessage());
        }
    }

    private void put(ObjectNode changed, String name, JsonNode before, String value) {
        if (before.isBoolean()) {
            switch (value) {
                case "on", "true", "yes" -> changed.put(name, true);
                case "off", "false", "no" -> changed.put(name, false);
                default -> throw wrong("'" + name + "' is on or off");
            }
        } else if (before.isNumber()) {
            try {
                changed.put(name, Integer.parseInt(value));
            } catch (NumberFormatException e) {
                throw wrong("'" + name + "' is a number");
            }
        } else {
            var list = changed.putArray(name);
            Arrays.stream(value.split(",")).filter(item -> !item.isBlank()).forEach(item -> list.add(item.strip()));
        }
    }

    private static void print(Weir weir, ObjectNode settings) {
        var table = new Table(new Table.Column("NAME", false), new Table.Column("VALUE", true));
        settings.propertyStream().forEach(setting -> table.row(setting.getKey(), words(setting.getValue())));
        table.print(weir.out(), weir.terminal());
    }

    private static String words(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "on" : "off";
        }
        return value.isArray()
                ? String.join(",", value.valueStream().map(JsonNode::asString).toList())
                : value.asString();
    }

    private static List<String> names(ObjectNode settings) {
        return settings.propertyStream().map(java.util.Map.Entry::getKey).toList();
    }
}
