package org.weir.it;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** What the origin answers to {@code GET /random/SIZE/SEED}. */
final class RandomBytes {
    /** As the origin makes them: the generator is asked for this much at a time. */
    private static final int CHUNK = 64 * 1024;

    private RandomBytes() {}

    static String sha256(long size, long seed) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var bytes = new SplittableRandom(seed);
            var chunk = new byte[CHUNK];
            for (var left = size; left > 0; left -= CHUNK) {
                bytes.nextBytes(chunk);
                digest.update(chunk, 0, (int) Math.min(left, CHUNK));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The first {@code size} of them. */
    static byte[] beginning(int size, long seed) {
        var bytes = new SplittableRandom(seed);
        var all = new byte[(size + CHUNK - 1) / CHUNK * CHUNK];
        var chunk = new byte[CHUNK];
        for (var at = 0; at < all.length; at += CHUNK) {
            bytes.nextBytes(chunk);
            System.arraycopy(chunk, 0, all, at, CHUNK);
        }
        return Arrays.copyOf(all, size);
    }
}
