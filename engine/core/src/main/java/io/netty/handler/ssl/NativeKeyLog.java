package io.netty.handler.ssl;

import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;

/**
 * Netty can log keys (tcnative has the call) and shows nobody the pointer that the call wants: {@code context()} and {@code
 * sslCtxPointer()} give another one. It is visible in this package only.
 */
public final class NativeKeyLog {
    private NativeKeyLog() {}

    /** Tells of the secrets of all connections that the context will make; before its first use. */
    public static void install(ReferenceCountedOpenSslContext context, KeyLogCallback callback) {
        var lock = context.ctxLock.writeLock();
        lock.lock();
        try {
            if (!SSLContext.setKeyLogCallback(context.ctx, callback)) {
                throw new IllegalStateException("the TLS engine logs no keys");
            }
        } finally {
            lock.unlock();
        }
    }
}
