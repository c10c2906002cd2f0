package org.weir.engine.handshake;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads all of a ClientHello (RFC 8446, section 4.1.2) out of its records. The bytes are anybody's: a length that lies ends the
 * reading, and an extension whose content is not as it should be counts as there, without content.
 */
final class HelloReader {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RANDOM = 32;
    private static final int HOST_NAME = 0;

    private final List<Integer> versions = new ArrayList<>();
    private final List<Integer> groups = new ArrayList<>();
    private final List<Integer> keyShares = new ArrayList<>();
    private final List<Integer> signatures = new ArrayList<>();
    private final List<String> alpn = new ArrayList<>();
    private final List<OfferedHello.Extension> extensions = new ArrayList<>();
    private @Nullable String serverName;

    private HelloReader() {}

    /** Empty: no whole, well-formed hello. */
    static Optional<OfferedHello> read(byte[] records) {
        try {
            return new HelloReader().hello(ByteBuffer.wrap(records));
        } catch (BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    private Optional<OfferedHello> hello(ByteBuffer in) {
        var message = ByteBuffer.allocate(in.remaining());
        var records = 0;
        while (in.hasRemaining()) {
            if (in.get() != HANDSHAKE) {
                return Optional.empty();
            }
            in.getShort();
            // The last record may go on behind the hello, where nothing was kept.
            message.put(slice(in, Math.min(u16(in), in.remaining())));
            records++;
        }
        message.flip();
        if (message.get() != CLIENT_HELLO) {
            return Optional.empty();
        }
        var bytes = message.limit();
        var body = slice(message, u8(message) << 16 | u16(message));
        if (message.hasRemaining()) {
            return Optional.empty();
        }
        var legacy = u16(body);
        slice(body, RANDOM);
        slice(body, u8(body));
        var suites = new ArrayList<Integer>();
        if (!numbers(slice(body, u16(body)), suites)) {
            return Optional.empty();
        }
        slice(body, u8(body));
        if (body.hasRemaining()) {
            var list = slice(body, u16(body));
            if (body.hasRemaining()) {
                return Optional.empty();
            }
            while (list.hasRemaining()) {
                var type = u16(list);
                extension(type, slice(list, u16(list)));
            }
        }
        return Optional.of(new OfferedHello(
                bytes, records, serverName, legacy, versions, suites, groups, keyShares, signatures, alpn, extensions));
    }

    private void extension(int type, ByteBuffer content) {
        var first = extensions.stream().noneMatch(one -> one.type() == type);
        extensions.add(new OfferedHello.Extension(type, content.remaining()));
        if (!first) {
            return;
        }
        try {
            switch (type) {
                case OfferedHello.SERVER_NAME -> serverName(slice(content, u16(content)));
                case OfferedHello.SUPPORTED_VERSIONS -> numbers(slice(content, u8(content)), versions);
                case OfferedHello.SUPPORTED_GROUPS -> numbers(slice(content, u16(content)), groups);
                case OfferedHello.SIGNATURE_ALGORITHMS -> numbers(slice(content, u16(content)), signatures);
                case OfferedHello.KEY_SHARE -> keyShares(slice(content, u16(content)));
                case OfferedHello.ALPN -> alpn(slice(content, u16(content)));
                default -> {}
            }
        } catch (BufferUnderflowException _) {
            // What was read of it up to there is what it says.
        }
    }

    private void serverName(ByteBuffer list) {
        while (list.hasRemaining()) {
            var type = u8(list);
            var name = text(slice(list, u16(list)));
            if (type == HOST_NAME && serverName == null) {
                serverName = name;
            }
        }
    }

    private void keyShares(ByteBuffer list) {
        while (list.hasRemaining()) {
            var group = u16(list);
            slice(list, u16(list));
            keyShares.add(group);
        }
    }

    private void alpn(ByteBuffer list) {
        while (list.hasRemaining()) {
            alpn.add(text(slice(list, u8(list))));
        }
    }

    /** False when an octet is left over. */
    private static boolean numbers(ByteBuffer list, List<Integer> into) {
        while (list.remaining() >= 2) {
            into.add(u16(list));
        }
        return !list.hasRemaining();
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    /** The next octets, which are then read. */
    private static ByteBuffer slice(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private static int u8(ByteBuffer in) {
        return in.get() & 0xff;
    }

    private static int u16(ByteBuffer in) {
        return in.getShort() & 0xffff;
    }
}
