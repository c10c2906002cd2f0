package org.weir.engine.sniff;

import static org.weir.engine.sniff.Bytes.u16;
import static org.weir.engine.sniff.Bytes.u8;

import java.nio.ByteBuffer;
import java.util.List;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.flow.Sniffed.Protocol;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

/**
 * Collects a ClientHello (RFC 8446, sections 4.1.2 and 5.1) from any number of records, each byte looked at once. What
 * starts as a hello but breaks the format afterwards is TLS without a name: the server will say what it thinks of it.
 */
final class TlsHello {
    /** TLS of which no name is known. */
    static final Done NO_NAME = new Done(new Sniffed(Protocol.TLS, null, List.of()));

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 5;

    /** Message type and 24-bit length. */
    private static final int MESSAGE_HEADER = 4;

    /** Versions 3.0 to 3.4 stand in record headers; 3.4 (TLS 1.3) should not, but is harmless. */
    private static final int MAX_MINOR = 4;

    private static final int MAX_RECORD = 1 << 14;

    private final int maxBytes;

    /** Offset of the present record's header. */
    private int record;
    /** Bytes of the present record's content that were looked at. */
    private int inRecord;
    /** Bytes of the message, its header included, that were looked at. */
    private int gathered;
    /** The message's length with its header; valid once its header was gathered. */
    private int length;
    /** Behind the message's last byte. */
    private int end;

    TlsHello(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether the first bytes were those of a ClientHello. */
    boolean isHello() {
        return gathered > 0;
    }

    /** How many of the bytes fed are the hello with its record headers, once it is whole; 0 before. */
    int end() {
        return end;
    }

    SniffResult feed(ByteBuffer in) {
        while (true) {
            var have = in.remaining() - record;
            if (!headerFits(in, have)) {
                return broken();
            }
            if (have < RECORD_HEADER) {
                return new NeedMore(in.remaining() + 1);
            }
            var size = u16(in, record + 3);
            if (size == 0 || size > MAX_RECORD) {
                return broken();
            }
            var available = Math.min(size, have - RECORD_HEADER);
            while (gathered < MESSAGE_HEADER && inRecord < available) {
                if (!messageHeaderByte(u8(in, record + RECORD_HEADER + inRecord))) {
                    return broken();
                }
                inRecord++;
            }
            if (gathered >= MESSAGE_HEADER) {
                var take = Math.min(available - inRecord, length - gathered);
                gathered += take;
                inRecord += take;
            }
            if (gathered >= MESSAGE_HEADER && gathered == length) {
                end = record + RECORD_HEADER + inRecord;
                return record == 0
                        ? HelloBody.read(in, RECORD_HEADER + MESSAGE_HEADER, length - MESSAGE_HEADER)
                        : joined(in);
            }
            if (inRecord < size) {
                return new NeedMore(next(size, in.remaining()));
            }
            record += RECORD_HEADER + size;
            inRecord = 0;
        }
    }

    /** How many bytes the next possible change of the answer takes. */
    private int next(int size, int have) {
        if (gathered < MESSAGE_HEADER) {
            return have + 1;
        }
        var start = record + RECORD_HEADER;
        var rest = length - gathered;
        return rest <= size - inRecord ? start + inRecord + rest : start + size + 1;
    }

    private boolean headerFits(ByteBuffer in, int have) {
        return (have < 1 || u8(in, record) == HANDSHAKE)
                && (have < 2 || u8(in, record + 1) == 3)
                && (have < 3 || u8(in, record + 2) <= MAX_MINOR)
                && (have < 4 || u8(in, record + 3) <= MAX_RECORD >> 8);
    }

    /** Takes the next byte of the message's header; false when this is no hello that could be waited for. */
    private boolean messageHeaderByte(int b) {
        if (gathered == 0) {
            if (b != CLIENT_HELLO) {
                return false;
            }
            length = 0;
        } else {
            length = (length << 8) | b;
        }
        gathered++;
        if (gathered == MESSAGE_HEADER) {
            length += MESSAGE_HEADER;
            return length >= HelloBody.MIN_LENGTH + MESSAGE_HEADER && length + RECORD_HEADER <= maxBytes;
        }
        return true;
    }

    private Done broken() {
        return isHello() ? NO_NAME : Done.UNKNOWN;
    }

    /** The message of several records, copied together: once a hello, and only for hellos in pieces. */
    private Done joined(ByteBuffer in) {
        var message = new byte[length];
        var filled = 0;
        for (var at = 0; filled < length; ) {
            var size = u16(in, at + 3);
            var take = Math.min(size, length - filled);
            in.get(in.position() + at + RECORD_HEADER, message, filled, take);
            filled += take;
            at += RECORD_HEADER + size;
        }
        return HelloBody.read(ByteBuffer.wrap(message), MESSAGE_HEADER, length - MESSAGE_HEADER);
    }
}
