package org.weir.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Replays every file of docs/protocol/golden/control: decode with our records, encode again, compare. */
class ControlGoldenTest {
    private static final Path FOLDER = Path.of("../../docs/protocol/golden/control");

    private static final Map<String, Class<?>> PARAMS = Map.ofEntries(
            Map.entry("hello", Hello.Params.class),
            Map.entry("status", Empty.class),
            Map.entry("capture.set", CaptureSet.class),
            Map.entry("flows.list", Flows.ListParams.class),
            Map.entry("flows.watch", Flows.WatchParams.class),
            Map.entry("flows.unwatch", Flows.Watch.class),
            Map.entry("flows.close", Flows.CloseParams.class),
            Map.entry("flows.tls", FlowTls.Params.class),
            Map.entry("rules.list", Empty.class),
            Map.entry("rules.add", Rules.AddParams.class),
            Map.entry("rules.replace", Rules.ReplaceParams.class),
            Map.entry("rules.hits", Empty.class),
            Map.entry("presets.list", Empty.class),
            Map.entry("rules.remove", Rules.RemoveParams.class),
            Map.entry("rules.move", Rules.MoveParams.class),
            Map.entry("rules.test", Rules.TestParams.class),
            Map.entry("http.rules.list", Empty.class),
            Map.entry("http.rules.add", HttpRules.AddParams.class),
            Map.entry("http.rules.replace", HttpRules.ReplaceParams.class),
            Map.entry("http.rules.remove", HttpRules.RemoveParams.class),
            Map.entry("http.rules.move", HttpRules.MoveParams.class),
            Map.entry("http.rules.test", HttpRules.TestParams.class),
            Map.entry("doctor", Empty.class),
            Map.entry("ca.status", Empty.class),
            Map.entry("ca.certificate", Ca.Which.class),
            Map.entry("ca.rotate", Ca.RotateParams.class),
            Map.entry("ca.canary", Ca.Which.class),
            Map.entry("events.watch", Empty.class),
            Map.entry("exchanges.list", Exchanges.ListParams.class),
            Map.entry("exchanges.get", Exchanges.GetParams.class),
            Map.entry("exchanges.body", Exchanges.BodyParams.class),
            Map.entry("exchanges.messages", Exchanges.MessagesParams.class),
            Map.entry("exchanges.watch", Empty.class),
            Map.entry("exchanges.unwatch", Flows.Watch.class),
            Map.entry("exchanges.changed", Exchanges.Changed.class),
            Map.entry("history.cleared", Empty.class),
            Map.entry("settings.changed", Settings.class),
            Map.entry("history.flows", History.FlowsParams.class),
            Map.entry("history.clear", Empty.class),
            Map.entry("settings.get", Empty.class),
            Map.entry("settings.set", Settings.class),
            Map.entry("flows.batch", Flows.Batch.class),
            Map.entry("status.changed", Status.Changed.class),
            Map.entry("approvals.list", Approvals.ListParams.class),
            Map.entry("approvals.decide", Approvals.DecideParams.class),
            Map.entry("approvals.undo", Approvals.UndoParams.class),
            Map.entry("approvals.changed", Approvals.Changed.class),
            Map.entry("rules.changed", Rules.Changed.class));

    private static final Map<String, Class<?>> RESULTS = Map.ofEntries(
            Map.entry("hello.response.json", Hello.Result.class),
            Map.entry("status.response.json", Status.class),
            Map.entry("flows.list.response.json", Flows.Page.class),
            Map.entry("flows.watch.response.json", Flows.Watch.class),
            Map.entry("flows.close.response.json", Flows.Closed.class),
            Map.entry("flows.tls.response.json", FlowTls.class),
            Map.entry("flows.tls.doubted.response.json", FlowTls.class),
            Map.entry("flows.tls.untouched.response.json", FlowTls.class),
            Map.entry("rules.list.response.json", Rules.Listing.class),
            Map.entry("rules.add.response.json", Rules.Added.class),
            Map.entry("rules.hits.response.json", Rules.Hits.class),
            Map.entry("presets.list.response.json", Presets.class),
            Map.entry("rules.test.response.json", Rules.TestResult.class),
            Map.entry("doctor.response.json", Check.Report.class),
            Map.entry("ca.status.response.json", Ca.Status.class),
            Map.entry("ca.status.unusable.response.json", Ca.Status.class),
            Map.entry("ca.certificate.response.json", Ca.Certificate.class),
            Map.entry("ca.canary.response.json", Ca.Canary.class),
            Map.entry("approvals.list.response.json", Approvals.Listing.class),
            Map.entry("approvals.decide.response.json", Approvals.Decided.class),
            Map.entry("approvals.decide.trust.response.json", Approvals.Decided.class),
            Map.entry("approvals.undo.response.json", Approvals.Undone.class),
            Map.entry("http.rules.list.response.json", HttpRules.Listing.class),
            Map.entry("http.rules.add.response.json", HttpRules.Added.class),
            Map.entry("http.rules.test.response.json", HttpRules.TestResult.class),
            Map.entry("empty.response.json", Empty.class),
            Map.entry("exchanges.list.response.json", Exchanges.Page.class),
            Map.entry("exchanges.get.response.json", ExchangeDetail.class),
            Map.entry("exchanges.body.response.json", Exchanges.Chunk.class),
            Map.entry("exchanges.body.decoded.response.json", Exchanges.Chunk.class),
            Map.entry("exchanges.messages.response.json", Exchanges.Messages.class),
            Map.entry("exchanges.watch.response.json", Flows.Watch.class),
            Map.entry("history.flows.response.json", History.Page.class),
            Map.entry("settings.response.json", Settings.class));

    /** No params, or no result. */
    record Empty() {}

    static Stream<Path> files() throws IOException {
        try (var found = Files.list(FOLDER)) {
            var all = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            assertThat(all).as("golden files").hasSizeGreaterThan(20);
            return all.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isUnderstoodAndWrittenAgainTheSame(Path file) throws Exception {
        var golden = message(file);

        var again = again(file.getFileName().toString(), RpcCodec.decode(line(golden)));

        assertThat(RpcCodec.json().readTree(RpcCodec.encode(again))).isEqualTo(golden);
    }

    @ParameterizedTest
    @MethodSource("files")
    void fieldsOfTheFutureAreIgnored(Path file) throws Exception {
        var golden = message(file);
        var extended = (ObjectNode) golden.deepCopy();
        addFields(extended);

        var again = again(file.getFileName().toString(), RpcCodec.decode(line(extended)));

        assertThat(RpcCodec.json().readTree(RpcCodec.encode(again))).isEqualTo(golden);
    }

    @ParameterizedTest
    @MethodSource("files")
    void cutAnywhereIsRefused(Path file) throws Exception {
        var line = line(message(file));
        for (var length = 0; length < line.length; length++) {
            var cut = Arrays.copyOf(line, length);
            var at = length;
            assertThat(refused(cut)).as("cut at %d", at).isTrue();
        }
    }

    private static boolean refused(byte[] line) {
        try {
            RpcCodec.decode(line);
            return false;
        } catch (RpcException e) {
            return true;
        }
    }

    private static RpcMessage again(String name, RpcMessage message) {
        return switch (message) {
            case RpcMessage.Request(var id, var method, var params) ->
                new RpcMessage.Request(id, method, (ObjectNode) again(params, PARAMS.get(method)));
            case RpcMessage.Notification(var method, var params) ->
                new RpcMessage.Notification(method, (ObjectNode) again(params, PARAMS.get(method)));
            case RpcMessage.Result(var id, var result) -> new RpcMessage.Result(id, again(result, RESULTS.get(name)));
            case RpcMessage.Failure failure -> failure;
        };
    }

    private static JsonNode again(JsonNode tree, Class<?> type) {
        assertThat(type).as("a record for this message").isNotNull();
        var json = RpcCodec.json();
        return json.readTree(json.writeValueAsBytes(json.treeToValue(tree, type)));
    }

    private static void addFields(JsonNode node) {
        node.forEach(ControlGoldenTest::addFields);
        // An error's data is for whoever asked; everything else of it is codec, not record.
        if (node instanceof ObjectNode object && !object.has("code")) {
            object.put("of_the_future", 1);
        }
    }

    private static JsonNode message(Path file) throws IOException {
        return RpcCodec.json().readTree(Files.readString(file)).get("message");
    }

    private static byte[] line(JsonNode message) {
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }
}
