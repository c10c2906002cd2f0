package org.weir.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.ControlClient;
import org.weir.api.control.ExchangeDetail;
import org.weir.api.control.ExchangeView;
import org.weir.api.control.Exchanges;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code weir har}. */
@Command(
        name = "har",
        sortOptions = false,
        description = "Exchanges as an HTTP archive (HAR 1.2), oldest first, secrets in heads replaced."
                + " Bodies are in it where they were captured; secrets in bodies are not looked for.")
final class HarCommand extends Subcommand implements Callable<Integer> {
    /** One entry at a time is in memory, but all ids are. */
    private static final int MAX_ENTRIES = 1_000_000;

    private static final HarEntries.Body NO_BODY = new HarEntries.Body(new byte[0], new byte[0]);

    @Mixin
    private ExchangeOptions filter = new ExchangeOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10000",
            description = "The newest N that match (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write (default: standard output). Only you can read it.")
    private @Nullable Path output;

    @Option(names = "--with-secrets", description = "Leave secrets as they are.")
    private boolean withSecrets;

    @Override
    public Integer call() {
        var weir = weir();
        return weir.withEngine(client -> {
            var found = filter.find(client, Math.clamp(limit, 1, MAX_ENTRIES), false);
            var ids = found.exchanges().stream().map(ExchangeView::id).toList().reversed();
            if (output == null) {
                write(client, ids, weir.out());
                weir.out().println();
                return ExitCode.OK;
            }
            try {
                writeFile(client, ids, output);
            } catch (IOException e) {
                weir.terminal().err().println("weir: " + output + " could not be written: " + e.getMessage());
                return ExitCode.FAILED;
            }
            weir.out()
                    .println(
                            weir.json()
                                    ? Json.of(RpcCodec.json()
                                            .createObjectNode()
                                            .put("entries", ids.size())
                                            .put("more", found.more())
                                            .put("file", output.toString()))
                                    : ids.size() + " exchanges are in " + output
                                            + (found.more() ? "; there are more, see --limit" : ""));
            return ExitCode.OK;
        });
    }

    /** Beside its place first: whoever reads it never sees half of it. */
    private void writeFile(ControlClient client, List<Long> ids, Path file) throws IOException, RpcException {
        var absolute = file.toAbsolutePath();
        var temporary = absolute.resolveSibling("." + absolute.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(temporary, StandardOpenOption.WRITE))) {
                write(client, ids, out);
            }
            Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void write(ControlClient client, List<Long> ids, OutputStream out) throws IOException, RpcException {
        // Not closed: standard output stays ours.
        var json = RpcCodec.json().createGenerator(out);
        json.writeStartObject();
        json.writeObjectPropertyStart("log");
        json.writeStringProperty("version", "1.2");
        json.writeObjectPropertyStart("creator");
        json.writeStringProperty("name", "Weir");
        json.writeStringProperty("version", Version.NUMBER);
        json.writeEndObject();
        json.writeArrayPropertyStart("entries");
        for (var id : ids) {
            entry(client, id, json);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
        json.flush();
    }

    private void entry(ControlClient client, long id, JsonGenerator json) throws IOException, RpcException {
        ExchangeDetail exchange;
        try {
            exchange = client.exchange(id, !withSecrets);
        } catch (RpcException e) {
            if (e.error().code() == ErrorCode.NOT_FOUND.number()) {
                // Retention was faster.
                return;
            }
            throw e;
        }
        var request = exchange.request();
        var response = exchange.response();
        var sent = body(client, id, Exchanges.REQUEST, request.body(), request.headers());
        var received =
                response == null ? NO_BODY : body(client, id, Exchanges.RESPONSE, response.body(), response.headers());
        json.writePOJO(HarEntries.of(exchange, sent, received, messages(client, exchange)));
    }

    /** What needs only the JDK is decoded here, which spares the engine and the way; the rest (br, zstd) there. */
    private static HarEntries.Body body(
            ControlClient client, long id, String side, ExchangeDetail.Body body, List<ExchangeDetail.Header> headers)
            throws IOException, RpcException {
        if (body.captured() == 0) {
            return NO_BODY;
        }
        var sent = Bodies.all(client, id, side);
        var codings = headers.stream()
                .filter(field -> field.name().equalsIgnoreCase("content-encoding"))
                .map(ExchangeDetail.Header::value)
                .toList();
        var plain = Coding.decode(sent, codings);
        return new HarEntries.Body(sent, plain == null ? Bodies.decoded(client, id, side) : plain);
    }

    private static @Nullable List<Exchanges.Message> messages(ControlClient client, ExchangeDetail exchange)
            throws IOException, RpcException {
        if (exchange.webSocket() == null) {
            return null;
        }
        var all = new ArrayList<Exchanges.Message>();
        Long offset = 0L;
        while (offset != null) {
            var page = client.messages(exchange.id(), offset);
            all.addAll(page.messages());
            offset = page.next();
        }
        return all;
    }
}
