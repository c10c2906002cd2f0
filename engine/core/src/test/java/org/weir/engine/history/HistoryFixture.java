package org.weir.engine.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.Exchanges;
import org.weir.api.control.Settings;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import org.weir.engine.http.ExchangeObserver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A history in a folder of a test, asked as control.sock asks it. */
final class HistoryFixture implements AutoCloseable {
    /** Tests run on small disks too. */
    static final History.Limits ROOMY = new History.Limits(0, HistoryWriter.USUAL_INBOX, BodyWriter.USUAL_INBOX);

    final History history;
    final ExchangeObserver exchanges;

    HistoryFixture(Path state) {
        this(state, ROOMY);
    }

    HistoryFixture(Path state, History.Limits limits) {
        history = History.open(state, Clock.systemUTC(), limits);
        exchanges = history.exchanges();
    }

    JsonNode ask(String method, String params) throws RpcException {
        var json = RpcCodec.json();
        return json.readTree(history.methods().call(method, (ObjectNode) json.readTree(params.replace('\'', '"'))));
    }

    ExchangeDetail get(long id) throws RpcException {
        return RpcCodec.json().treeToValue(ask("exchanges.get", "{'id':" + id + "}"), ExchangeDetail.class);
    }

    Exchanges.Page list(String filter) throws RpcException {
        return RpcCodec.json().treeToValue(ask("exchanges.list", "{'filter':" + filter + "}"), Exchanges.Page.class);
    }

    byte[] body(long id, String side) throws RpcException {
        // What the event loop handed over last may be on its way.
        org.awaitility.Awaitility.await().until(() -> history.bodiesIdle());
        return RpcCodec.json()
                .treeToValue(ask("exchanges.body", "{'id':" + id + ",'side':'" + side + "'}"), Exchanges.Chunk.class)
                .data();
    }

    void capture(boolean on) throws IOException {
        history.settings().change(new Settings.History(null, null, on, null, null, null, null, null, null, null, null));
    }

    @Override
    public void close() {
        history.close();
    }
}
