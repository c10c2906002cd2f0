package org.weir.engine.inspect.websocket;

import java.util.List;
import java.util.Locale;
import org.weir.engine.http.Headers;

/**
 * What was agreed on about compression: RFC 7692.
 *
 * @param clientForgets whether the client starts each message without context
 */
record WebSocketDeflate(boolean agreed, boolean clientForgets, boolean serverForgets) {
    private static final WebSocketDeflate NONE = new WebSocketDeflate(false, false, false);

    /** Reads the server's answer. */
    static WebSocketDeflate of(Headers response) {
        for (var value : response.all("Sec-WebSocket-Extensions")) {
            for (var extension : value.split(",", -1)) {
                var words = List.of(extension.toLowerCase(Locale.ROOT).split(";", -1)).stream()
                        .map(String::strip)
                        .toList();
                if (words.getFirst().equals("permessage-deflate")) {
                    return new WebSocketDeflate(
                            true,
                            words.contains("client_no_context_takeover"),
                            words.contains("server_no_context_takeover"));
                }
            }
        }
        return NONE;
    }
}
