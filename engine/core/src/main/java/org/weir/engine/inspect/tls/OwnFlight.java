package org.weir.engine.inspect.tls;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What we say in a handshake as a server, read from our own records (RFC 8446, RFC 5246): the version, whether a session was
 * resumed, whether the certificate went out. Knows no TLS engine. Each byte is looked at once; stops at the first encrypted record.
 */
final class OwnFlight {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;

    /** A ServerHello has some hundred bytes, with a post-quantum share 1,200. */
    private static final int MAX_HELLO = 4 * 1024;

    /** The first four bytes of the random value that makes a ServerHello a HelloRetryRequest (RFC 8446, 4.1.3). */
    private static final int RETRY = 0xcf21ad74;

    private final byte[] header = new byte[5];
    private int headerBytes;
    private int contentLeft;

    private final byte[] messageHeader = new byte[4];
    private int messageHeaderBytes;
    private int messageLeft;
    private byte @Nullable [] hello;
    private int helloBytes;

    private @Nullable String version;
    private boolean psk;
    private boolean thirteen;
    private boolean certificateSent;
    private boolean sent;

    /** Looks at what is about to be written; the buffer stays as it is. */
    void see(ByteBuf out) {
        for (var at = out.readerIndex(); at < out.writerIndex() && !sent; ) {
            if (headerBytes < header.length) {
                header[headerBytes++] = out.getByte(at++);
                if (headerBytes == header.length) {
                    recordStarts();
                }
                continue;
            }
            var take = Math.min(contentLeft, out.writerIndex() - at);
            if (header[0] == HANDSHAKE) {
                handshake(out, at, take);
            }
            at += take;
            contentLeft -= take;
            if (contentLeft == 0) {
                headerBytes = 0;
            }
        }
    }

    /** What was agreed on, or null before our hello. */
    @Nullable
    String version() {
        return version;
    }

    boolean certificateSent() {
        return certificateSent;
    }

    /** Whether all that matters was sent: the certificate, or what shows that there will be none. */
    boolean sent() {
        return sent;
    }

    private void recordStarts() {
        contentLeft = (header[3] & 0xff) << 8 | (header[4] & 0xff);
        if (contentLeft == 0) {
            headerBytes = 0;
        }
        if (version == null) {
            return;
        }
        if (thirteen && header[0] == APPLICATION_DATA) {
            // Encrypted from here on: EncryptedExtensions and, unless a session is resumed, the certificate.
            certificateSent = !psk;
            sent = true;
        } else if (!thirteen && header[0] == CHANGE_CIPHER_SPEC) {
            sent = true;
        }
    }

    private void handshake(ByteBuf in, int from, int length) {
        for (var at = from; at < from + length; ) {
            if (messageHeaderBytes < messageHeader.length) {
                messageHeader[messageHeaderBytes++] = in.getByte(at++);
                if (messageHeaderBytes == messageHeader.length) {
                    messageStarts();
                }
                continue;
            }
            var take = Math.min(messageLeft, from + length - at);
            if (hello != null) {
                in.getBytes(at, hello, helloBytes, take);
                helloBytes += take;
            }
            at += take;
            messageLeft -= take;
            if (messageLeft == 0) {
                messageHeaderBytes = 0;
                if (hello != null) {
                    serverHello(hello);
                    hello = null;
                }
            }
        }
    }

    private void messageStarts() {
        messageLeft = (messageHeader[1] & 0xff) << 16 | (messageHeader[2] & 0xff) << 8 | (messageHeader[3] & 0xff);
        if (messageHeader[0] == SERVER_HELLO && messageLeft <= MAX_HELLO) {
            hello = new byte[messageLeft];
            helloBytes = 0;
        } else if (messageHeader[0] == CERTIFICATE) {
            certificateSent = true;
            sent = true;
        }
        if (messageLeft == 0) {
            messageHeaderBytes = 0;
        }
    }

    /** Our own engine's, so well-formed. */
    private void serverHello(byte[] body) {
        if (body.length < 38
                || ((body[2] & 0xff) << 24 | (body[3] & 0xff) << 16 | (body[4] & 0xff) << 8 | (body[5] & 0xff))
                        == RETRY) {
            return;
        }
        var agreed = u16(body, 0);
        var at = 2 + 32 + 1 + (body[34] & 0xff) + 2 + 1;
        for (at += 2; at + 4 <= body.length; at += 4 + u16(body, at + 2)) {
            switch (u16(body, at)) {
                case PRE_SHARED_KEY -> psk = true;
                case SUPPORTED_VERSIONS -> agreed = u16(body, at + 4);
                default -> {}
            }
        }
        thirteen = agreed >= ClientHello.Version.TLS13;
        version = ClientHello.Version.text(agreed);
    }

    private static int u16(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | (in[at + 1] & 0xff);
    }
}
