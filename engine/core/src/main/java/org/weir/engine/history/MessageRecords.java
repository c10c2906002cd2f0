package org.weir.engine.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.weir.api.control.Exchanges;

/**
 * How WebSocket messages stand in their file: one record after the other, each a head of {@value #HEAD} bytes (time in
 * milliseconds since 1970, flags, opcode, bytes kept, length; big-endian) and the bytes kept. A record that was not written
 * completely is the end of the file.
 */
final class MessageRecords {
    static final int HEAD = 8 + 1 + 1 + 4 + 8;

    /** Messages of one page; small ones would otherwise make a line of nothing but heads. */
    private static final int MAX_MESSAGES = 1_000;

    private static final int FROM_CLIENT = 1;
    private static final int LAST = 2;

    private MessageRecords() {}

    /** @param keep how many bytes of the payload are kept at most */
    static byte[] encode(long atMs, boolean fromClient, int opcode, boolean last, ByteBuffer payload, int keep) {
        var kept = Math.min(keep, payload.remaining());
        var record = ByteBuffer.allocate(HEAD + kept);
        record.putLong(atMs)
                .put((byte) ((fromClient ? FROM_CLIENT : 0) | (last ? LAST : 0)))
                .put((byte) opcode)
                .putInt(kept)
                .putLong(payload.remaining())
                .put(payload.duplicate().limit(payload.position() + kept));
        return record.array();
    }

    /**
     * One page.
     *
     * @param offset where a record begins
     * @param maxBytes of payload on the page; at least one message is given, cut when it is larger
     */
    static Exchanges.Messages read(FileChannel file, long offset, int maxBytes) throws IOException {
        var messages = new ArrayList<Exchanges.Message>();
        var at = offset;
        var left = maxBytes;
        while (messages.size() < MAX_MESSAGES) {
            var message = one(file, at, left, messages.isEmpty());
            if (message == null) {
                break;
            }
            messages.add(message.message());
            left -= message.message().data().length;
            at = message.next();
        }
        var more = at < file.size() && !messages.isEmpty();
        return new Exchanges.Messages(messages, more ? at : null);
    }

    private record Read(Exchanges.Message message, long next) {}

    private static @Nullable Read one(FileChannel file, long at, int room, boolean first) throws IOException {
        var head = ByteBuffer.allocate(HEAD);
        if (at < 0 || !fill(file, head, at)) {
            return null;
        }
        var atMs = head.getLong();
        var flags = head.get();
        var opcode = head.get();
        var kept = head.getInt();
        var length = head.getLong();
        // Not our bytes any more, or not all of them: the end.
        if (kept < 0 || length < kept || at + HEAD + kept > file.size() || opcode < 0 || opcode > 15) {
            return null;
        }
        if (kept > room && !first) {
            return null;
        }
        var data = ByteBuffer.allocate(Math.min(kept, room));
        if (!fill(file, data, at + HEAD)) {
            return null;
        }
        return new Read(
                new Exchanges.Message(
                        atMs, (flags & FROM_CLIENT) != 0, opcode, (flags & LAST) != 0, length, data.array()),
                at + HEAD + kept);
    }

    private static boolean fill(FileChannel file, ByteBuffer buffer, long at) throws IOException {
        var position = at;
        while (buffer.hasRemaining()) {
            var read = file.read(buffer, position);
            if (read < 0) {
                return false;
            }
            position += read;
        }
        buffer.flip();
        return true;
    }
}
