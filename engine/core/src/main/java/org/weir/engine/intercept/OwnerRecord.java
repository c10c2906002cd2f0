package org.weir.engine.intercept;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the private getsockopt answers about the owner of an accepted connection (docs/protocol.md, "Ownership in band").
 *
 * @param uid user id in the root user namespace, 0 to 2^32-1
 * @param startNanos start of the process, nanoseconds since boot
 * @param flags the FLAG_ constants
 * @param executable absolute path, or null when unknown
 * @param cwd current directory, or null when unknown
 */
public record OwnerRecord(
        int pid,
        long uid,
        long startNanos,
        long cgroupId,
        int flags,
        String comm,
        @Nullable String executable,
        List<String> arguments,
        @Nullable String cwd) {
    /** Level ("WEIR"), option and length of the getsockopt. */
    public static final int LEVEL = 0x57454952;

    public static final int OPTION = 1;
    public static final int SIZE = 1536;

    public static final int FLAG_EXECUTABLE_DELETED = 1;
    public static final int FLAG_EXECUTABLE_CUT = 2;
    public static final int FLAG_ARGUMENTS_CUT = 4;
    public static final int FLAG_SOURCE_BOUND = 8;
    public static final int FLAG_CWD_CUT = 16;

    private static final int VERSION = 1;
    private static final int COMM_AT = 40;
    private static final int COMM_BYTES = 16;
    private static final int EXECUTABLE_AT = 64;
    private static final int EXECUTABLE_BYTES = 512;
    private static final int CWD_AT = 576;
    private static final int CWD_BYTES = 256;
    private static final int ARGUMENTS_AT = 832;
    private static final int ARGUMENTS_BYTES = 704;

    public OwnerRecord {
        arguments = List.copyOf(arguments);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /**
     * Reads a record. Pure; never throws.
     *
     * @param bytes from position to limit; not changed
     * @return empty when the record is short, of another version, or its lengths leave their fields
     */
    public static Optional<OwnerRecord> decode(ByteBuffer bytes) {
        var in = bytes.slice().order(ByteOrder.nativeOrder());
        if (in.limit() < SIZE || in.getInt(0) != VERSION || in.getInt(4) < SIZE) {
            return Optional.empty();
        }
        var executableLength = Short.toUnsignedInt(in.getShort(56));
        var argumentsLength = Short.toUnsignedInt(in.getShort(58));
        var cwdLength = Short.toUnsignedInt(in.getShort(60));
        if (executableLength > EXECUTABLE_BYTES || argumentsLength > ARGUMENTS_BYTES || cwdLength > CWD_BYTES) {
            return Optional.empty();
        }
        return Optional.of(new OwnerRecord(
                in.getInt(8),
                Integer.toUnsignedLong(in.getInt(12)),
                in.getLong(16),
                in.getLong(24),
                in.getInt(32),
                cut(text(in, COMM_AT, COMM_BYTES)),
                orNull(cut(text(in, EXECUTABLE_AT, executableLength))),
                split(text(in, ARGUMENTS_AT, argumentsLength)),
                orNull(cut(text(in, CWD_AT, cwdLength)))));
    }

    private static String text(ByteBuffer in, int at, int length) {
        var bytes = new byte[length];
        in.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String cut(String text) {
        var end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static List<String> split(String text) {
        var result = new ArrayList<String>();
        var from = 0;
        while (from < text.length()) {
            var end = text.indexOf('\0', from);
            if (end < 0) {
                end = text.length();
            }
            result.add(text.substring(from, end));
            from = end + 1;
        }
        return result;
    }
}
