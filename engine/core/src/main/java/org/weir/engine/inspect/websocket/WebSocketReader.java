package org.weir.engine.inspect.websocket;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.weir.engine.http.ExchangeObserver.Recorder;

/** Reads the frames of one direction and shows their content, unmasked and inflated, in pieces. */
final class WebSocketReader {
    /** A message's inflated size, and what one read may inflate to: beyond, nobody looks any more. */
    static final int MAX_INFLATED = 8 * 1024 * 1024;

    private static final int MAX_CONTROL = 125;
    private static final int PIECE = 16 * 1024;
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    private static final byte[] DEFLATE_TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final boolean fromClient;
    private final Recorder recorder;
    private final boolean deflates;
    private final boolean forgets;
    private final byte[] header = new byte[14];
    private int headerLength;
    private int headerNeeded = 2;
    private long left = -1;
    private int maskAt;
    private boolean fin;
    private int opcode;
    /** Of the message under way: what its first piece is shown with, then 0; -1 between messages. */
    private int message = -1;

    private boolean compressed;
    private byte[] control = new byte[0];
    private int controlLength;
    private @Nullable Inflater inflater;
    private long inflated;
    private boolean ended;

    WebSocketReader(boolean fromClient, Recorder recorder, boolean deflates, boolean forgets) {
        this.fromClient = fromClient;
        this.recorder = recorder;
        this.deflates = deflates;
        this.forgets = forgets;
    }

    boolean ended() {
        return ended;
    }

    void close() {
        ended = true;
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }

    void see(ByteBuf in) throws BadFrameException {
        var piece = new byte[Math.min(PIECE, in.readableBytes())];
        while (in.isReadable() && !ended) {
            if (left < 0) {
                header(in);
            } else {
                var length = (int) Math.min(Math.min(left, piece.length), in.readableBytes());
                in.readBytes(piece, 0, length);
                unmask(piece, length);
                left -= length;
                payload(piece, length, left == 0);
            }
        }
    }

    private void header(ByteBuf in) throws BadFrameException {
        header[headerLength++] = in.readByte();
        if (headerLength == 2) {
            headerNeeded = 2 + lengthBytes() + (masked() ? 4 : 0);
        }
        if (headerLength < headerNeeded) {
            return;
        }
        headerLength = 0;
        headerNeeded = 2;
        begin();
        if (left == 0) {
            payload(header, 0, true);
        }
    }

    private int lengthBytes() {
        return switch (header[1] & 0x7f) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private boolean masked() {
        return (header[1] & 0x80) != 0;
    }

    private void begin() throws BadFrameException {
        var short0 = header[1] & 0x7f;
        left = switch (short0) {
            case 126 -> ByteBuffer.wrap(header).getShort(2) & 0xffff;
            case 127 -> ByteBuffer.wrap(header).getLong(2);
            default -> short0;
        };
        fin = (header[0] & 0x80) != 0;
        opcode = header[0] & 0x0f;
        maskAt = 0;
        var first = (header[0] & 0x40) != 0;
        if (left < 0 || (header[0] & 0x30) != 0) {
            throw new BadFrameException("an invalid frame");
        }
        if (opcode >= CLOSE) {
            if (opcode > PONG || !fin || left > MAX_CONTROL || first) {
                throw new BadFrameException("an invalid control frame");
            }
            control = new byte[(int) left];
            controlLength = 0;
        } else if (opcode == CONTINUATION) {
            if (message < 0 || first) {
                throw new BadFrameException("a continuation of nothing");
            }
        } else {
            if (message >= 0 || opcode > BINARY || (first && !deflates)) {
                throw new BadFrameException("a message in a message");
            }
            message = opcode;
            compressed = first;
            inflated = 0;
        }
    }

    private void unmask(byte[] bytes, int length) {
        if (!masked()) {
            return;
        }
        var mask = 2 + lengthBytes();
        for (var i = 0; i < length; i++) {
            bytes[i] ^= header[mask + (maskAt++ & 3)];
        }
    }

    private void payload(byte[] bytes, int length, boolean frameEnds) throws BadFrameException {
        if (opcode >= CLOSE) {
            System.arraycopy(bytes, 0, control, controlLength, length);
            controlLength += length;
            if (frameEnds) {
                recorder.webSocket(
                        fromClient, opcode, true, ByteBuffer.wrap(control).asReadOnlyBuffer());
            }
        } else {
            var last = frameEnds && fin;
            if (compressed) {
                inflate(bytes, length, last);
            } else if (length > 0 || last) {
                show(bytes, length, last);
            }
            if (last) {
                message = -1;
            }
        }
        if (frameEnds) {
            left = -1;
        }
    }

    private void show(byte[] bytes, int length, boolean last) {
        recorder.webSocket(
                fromClient, message, last, ByteBuffer.wrap(bytes, 0, length).asReadOnlyBuffer());
        message = CONTINUATION;
    }

    private void inflate(byte[] bytes, int length, boolean last) throws BadFrameException {
        var codec = inflater;
        if (codec == null) {
            codec = new Inflater(true);
            inflater = codec;
        }
        var out = new byte[PIECE];
        drain(codec, bytes, length, out);
        if (last) {
            drain(codec, DEFLATE_TAIL, DEFLATE_TAIL.length, out);
            show(out, 0, true);
            if (forgets) {
                codec.reset();
            }
        }
    }

    private void drain(Inflater codec, byte[] bytes, int length, byte[] out) throws BadFrameException {
        codec.setInput(bytes, 0, length);
        try {
            while (true) {
                var n = codec.inflate(out);
                inflated += n;
                if (inflated > MAX_INFLATED) {
                    throw new BadFrameException("a message that inflates to too much");
                }
                if (n > 0) {
                    show(out, n, false);
                } else if (codec.finished() && codec.getRemaining() > 0) {
                    // A final block in the middle is allowed; what follows is a new stream.
                    var rest = codec.getRemaining();
                    codec.reset();
                    codec.setInput(bytes, length - rest, rest);
                } else {
                    return;
                }
            }
        } catch (DataFormatException e) {
            throw new BadFrameException("a message that does not inflate");
        }
    }
}
