package org.weir.api.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Turns lines into {@link RpcMessage}s and back. Stateless and safe for use by several threads. */
public final class RpcCodec {
    /** The longest line, its newline included (docs/protocol.md, section 1). */
    public static final int MAX_LINE_BYTES = 1024 * 1024;

    /** Ids above this are not exact in every JSON reader (RFC 8259, section 6). */
    public static final long MAX_ID = (1L << 53) - 1;

    /** Deep enough for every message of ours; a bound on the stack of a reader of hostile bytes. */
    private static final int MAX_DEPTH = 64;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_LINE_BYTES)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RpcCodec() {}

    /** The mapper for params and results: ignores unknown fields, as the protocol demands. */
    public static JsonMapper json() {
        return JSON;
    }

    /**
     * Reads one line.
     *
     * @param line the line's bytes without its newline
     * @throws RpcException with {@link ErrorCode#PARSE_ERROR}, {@link ErrorCode#INVALID_REQUEST} or {@link
     *     ErrorCode#TOO_LARGE}; the connection is to be closed after answering
     */
    public static RpcMessage decode(byte[] line) throws RpcException {
        if (line.length >= MAX_LINE_BYTES) {
            throw new RpcException(ErrorCode.TOO_LARGE, "a line may have " + MAX_LINE_BYTES + " bytes");
        }
        if (!(parse(line) instanceof ObjectNode object)) {
            throw invalid("not a JSON object");
        }
        if (!object.path("jsonrpc").isString()
                || !object.path("jsonrpc").stringValue().equals("2.0")) {
            throw invalid("jsonrpc is not \"2.0\"");
        }
        var method = object.get("method");
        if (method != null) {
            if (!method.isString()) {
                throw invalid("method is not a string");
            }
            var params = params(object);
            return object.has("id")
                    ? new RpcMessage.Request(id(object.get("id")), method.stringValue(), params)
                    : new RpcMessage.Notification(method.stringValue(), params);
        }
        var error = object.get("error");
        if (error != null) {
            var id = object.get("id");
            return new RpcMessage.Failure(
                    id == null || id.isNull() ? OptionalLong.empty() : OptionalLong.of(id(id)), error(error));
        }
        var result = object.get("result");
        if (result == null || !object.has("id")) {
            throw invalid("neither request, notification nor answer");
        }
        return new RpcMessage.Result(id(object.get("id")), result);
    }

    /** Writes one message as a line's bytes, newline included. */
    public static byte[] encode(RpcMessage message) {
        var object = JSON.createObjectNode().put("jsonrpc", "2.0");
        switch (message) {
            case RpcMessage.Request(var id, var method, var params) -> {
                object.put("id", id).put("method", method);
                object.set("params", params);
            }
            case RpcMessage.Notification(var method, var params) -> {
                object.put("method", method);
                object.set("params", params);
            }
            case RpcMessage.Result(var id, var result) -> {
                object.put("id", id);
                object.set("result", result);
            }
            case RpcMessage.Failure(var id, var error) -> {
                if (id.isPresent()) {
                    object.put("id", id.getAsLong());
                } else {
                    object.putNull("id");
                }
                var node = object.putObject("error").put("code", error.code()).put("message", error.message());
                if (error.data() != null) {
                    node.set("data", error.data());
                }
            }
        }
        var bytes = JSON.writeValueAsBytes(object);
        var line = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }

    private static JsonNode parse(byte[] line) throws RpcException {
        try {
            // Jackson takes UTF-16 and UTF-32 for JSON too; the protocol knows UTF-8 only.
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
            var node = JSON.readTree(text.toString());
            if (node == null || node.isMissingNode()) {
                throw new RpcException(ErrorCode.PARSE_ERROR, "an empty line");
            }
            return node;
        } catch (CharacterCodingException e) {
            throw new RpcException(ErrorCode.PARSE_ERROR, "not UTF-8");
        } catch (JacksonException e) {
            throw new RpcException(ErrorCode.PARSE_ERROR, "not JSON: " + e.getOriginalMessage());
        }
    }

    private static ObjectNode params(ObjectNode object) throws RpcException {
        return switch (object.get("params")) {
            case null -> JSON.createObjectNode();
            case ObjectNode params -> params;
            default -> throw invalid("params is not an object");
        };
    }

    private static long id(JsonNode node) throws RpcException {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0 || node.longValue() > MAX_ID) {
            throw invalid("id is not an integer from 0 to " + MAX_ID);
        }
        return node.longValue();
    }

    private static RpcError error(JsonNode node) throws RpcException {
        if (!node.path("code").isInt() || !node.path("message").isString()) {
            throw invalid("error has no code or no message");
        }
        return new RpcError(
                node.get("code").intValue(),
                node.get("message").stringValue(),
                node.get("data") instanceof ObjectNode data ? data : null);
    }

    private static RpcException invalid(String why) {
        return new RpcException(ErrorCode.INVALID_REQUEST, why);
    }
}
