package org.weir.engine.http.edit;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** gzip (RFC 1952), zlib (RFC 1950) or raw deflate (RFC 1951). */
final class DeflatingEncoder implements Encoder {
    /** Fast: it runs on an event loop, and the bytes mostly go to a program on the same machine. */
    private static final int LEVEL = 3;

    /** Magic, deflate, no flags, no time, no extra flags, unknown system. */
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** What stands around the deflated data. */
    enum Wrap {
        GZIP,
        ZLIB,
        RAW
    }

    private final Wrap wrap;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] slice = new byte[Decoder.SLICE];
    private boolean started;

    DeflatingEncoder(Wrap wrap) {
        this.wrap = wrap;
        this.deflater = new Deflater(LEVEL, wrap != Wrap.ZLIB);
    }

    @Override
    public void write(byte[] bytes, int length, ByteArrayOutputStream out) {
        start(out);
        crc.update(bytes, 0, length);
        deflater.setInput(bytes, 0, length);
        drain(Deflater.NO_FLUSH, out);
    }

    @Override
    public void flush(ByteArrayOutputStream out) {
        start(out);
        drain(Deflater.SYNC_FLUSH, out);
    }

    @Override
    public void finish(ByteArrayOutputStream out) {
        start(out);
        deflater.finish();
        while (!deflater.finished()) {
            out.write(slice, 0, deflater.deflate(slice));
        }
        if (wrap == Wrap.GZIP) {
            number(crc.getValue(), out);
            number(deflater.getBytesRead(), out);
        }
    }

    private void start(ByteArrayOutputStream out) {
        if (!started && wrap == Wrap.GZIP) {
            out.writeBytes(GZIP_HEADER);
        }
        started = true;
    }

    private void drain(int flush, ByteArrayOutputStream out) {
        int length;
        do {
            length = deflater.deflate(slice, 0, slice.length, flush);
            out.write(slice, 0, length);
        } while (length == slice.length || (flush == Deflater.NO_FLUSH && !deflater.needsInput()));
    }

    private static void number(long value, ByteArrayOutputStream out) {
        for (var shift = 0; shift < 32; shift += 8) {
            out.write((int) (value >> shift));
        }
    }

    @Override
    public void close() {
        deflater.end();
    }
}
