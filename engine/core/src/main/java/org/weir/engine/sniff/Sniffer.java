package org.weir.engine.sniff;

import static org.weir.engine.sniff.Bytes.startsLike;
import static org.weir.engine.sniff.Bytes.u8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.weir.engine.flow.Sniffed;
import org.weir.engine.sniff.SniffResult.Done;
import org.weir.engine.sniff.SniffResult.NeedMore;

/**
 * Tells a client's protocol by its first bytes. One object a flow: it remembers how far it read, so that a client that
 * sends byte by byte costs linear time. Not safe for use by several threads.
 *
 * <p>Known openers start with different bytes, except for SSH and HTTP (an "S"), so the first byte chooses the reader.
 * A name in a TLS hello with Encrypted Client Hello is the outer, public one; it cannot be told from a GREASE one.
 */
public final class Sniffer {
    /** Longest opener that is looked at. Hellos with post-quantum shares have 2 kB; servers refuse HTTP heads over 64 kB. */
    public static final int DEFAULT_MAX_BYTES = 64 * 1024;

    private final int maxBytes;
    private @Nullable TlsHello tls;
    private @Nullable HttpHead http;
    private @Nullable Done done;

    public Sniffer() {
        this(DEFAULT_MAX_BYTES);
    }

    /** @param maxBytes more bytes than this are never asked for */
    public Sniffer(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The answer for these bytes alone. */
    public static SniffResult sniff(ByteBuffer bytes) {
        return new Sniffer().feed(bytes);
    }

    /**
     * @param bytes all that the client sent so far, from position to limit; each call has at least the bytes of the
     *     call before. Neither position nor content is changed; nothing of it is kept.
     */
    public SniffResult feed(ByteBuffer bytes) {
        if (done != null) {
            return done;
        }
        var result = bytes.hasRemaining() ? read(bytes) : new NeedMore(1);
        if (result instanceof NeedMore(var atLeast) && atLeast > maxBytes) {
            result = new Done(soFar());
        }
        if (result instanceof Done d) {
            done = d;
        }
        return result;
    }

    /** The best answer if the client sends nothing more: for the deadline. */
    public Sniffed soFar() {
        if (done != null) {
            return done.sniffed();
        }
        if (tls != null && tls.isHello()) {
            return TlsHello.NO_NAME.sniffed();
        }
        return http != null && http.isHttp() ? HttpHead.NO_NAME.sniffed() : Sniffed.UNKNOWN;
    }

    /** How many of the bytes fed are a TLS ClientHello with its record headers; 0 when there is no whole one. */
    public int helloEnd() {
        return tls == null ? 0 : tls.end();
    }

    private SniffResult read(ByteBuffer in) {
        if (tls != null) {
            return tls.feed(in);
        }
        if (http != null) {
            return http.feed(in);
        }
        return switch (u8(in, 0)) {
            case 0x00 -> Openers.postgresql(in);
            case 0x03 -> Openers.rdp(in);
            case 0x04 -> Openers.socks4(in);
            case 0x05 -> Openers.socks5(in);
            case 0x10 -> Openers.mqtt(in);
            case 0x13 -> Openers.bittorrent(in);
            case 0x16 -> {
                tls = new TlsHello(maxBytes);
                yield tls.feed(in);
            }
            case 'S' -> startsLike(in, "SSH-") ? ssh(in) : http(in);
            default -> http(in);
        };
    }

    private SniffResult ssh(ByteBuffer in) {
        var result = Openers.ssh(in);
        return result.equals(Done.UNKNOWN) ? http(in) : result;
    }

    private SniffResult http(ByteBuffer in) {
        http = new HttpHead();
        return http.feed(in);
    }
}
