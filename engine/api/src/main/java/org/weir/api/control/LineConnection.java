package org.weir.api.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.weir.api.rpc.ErrorCode;
import org.weir.api.rpc.RpcCodec;
import org.weir.api.rpc.RpcError;
import org.weir.api.rpc.RpcException;
import org.weir.api.rpc.RpcMessage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The asking side of JSON-RPC lines over a Unix socket: one thread reads, one writes, so that a peer that hangs can hold
 * up no caller for longer than the answer time. Safe for use by several threads.
 */
final class LineConnection implements AutoCloseable {
    /** Requests that wait to be written; a caller waits for its answer, so there are never many. */
    private static final int MAX_UNWRITTEN = 64;

    private static final int READ_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final Duration answerTime;
    private final Consumer<RpcMessage.Notification> notifications;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final BlockingQueue<byte[]> unwritten = new ArrayBlockingQueue<>(MAX_UNWRITTEN);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable IOException ended;

    private LineConnection(
            SocketChannel channel, Duration answerTime, Consumer<RpcMessage.Notification> notifications) {
        this.channel = channel;
        this.answerTime = answerTime;
        this.notifications = notifications;
    }

    static LineConnection open(Path socket, Duration answerTime, Consumer<RpcMessage.Notification> notifications)
            throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var made = new LineConnection(channel, answerTime, notifications);
        var connected = new CompletableFuture<Void>();
        daemon("weir-control-reader", () -> made.run(socket, connected));
        try {
            connected.get(answerTime.toMillis(), TimeUnit.MILLISECONDS);
            return made;
        } catch (TimeoutException e) {
            made.close();
            throw new IOException("the engine does not accept connections (" + socket + ")", e);
        } catch (ExecutionException e) {
            made.close();
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            made.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    JsonNode ask(String method, ObjectNode params) throws IOException, RpcException {
        var id = ids.incrementAndGet();
        var line = RpcCodec.encode(new RpcMessage.Request(id, method, params));
        if (line.length > RpcCodec.MAX_LINE_BYTES) {
            throw new RpcException(ErrorCode.TOO_LARGE, "the request is longer than a line may be");
        }
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        try {
            failWhenEnded();
            if (!unwritten.offer(line)) {
                throw new IOException("the engine does not read what it is asked");
            }
            return answer.get(answerTime.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the engine did not answer " + method + " within " + answerTime.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RpcException refused) {
                throw refused;
            }
            if (e.getCause() instanceof NotUnderstoodException strange) {
                throw new NotUnderstoodException(strange.getMessage(), e);
            }
            throw new IOException(e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            waiting.remove(id);
        }
    }

    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        end(new IOException("the connection was closed"));
    }

    private void run(Path socket, CompletableFuture<Void> connected) {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException | RuntimeException e) {
            connected.completeExceptionally(e);
            end(new IOException("not connected", e));
            return;
        }
        daemon("weir-control-writer", this::write);
        connected.complete(null);
        try {
            read();
            end(new IOException("the engine closed the connection"));
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException e) {
            end(new IOException("internal error: " + e, e));
        }
    }

    private void read() throws IOException {
        var lines = new LineBuffer(RpcCodec.MAX_LINE_BYTES);
        var bytes = ByteBuffer.allocate(READ_BYTES);
        while (channel.read(bytes) >= 0) {
            lines.add(bytes.array(), bytes.position());
            bytes.clear();
            for (var line = lines.next(); line != null; line = lines.next()) {
                take(line);
            }
        }
    }

    private void take(byte[] line) throws IOException {
        RpcMessage message;
        try {
            message = RpcCodec.decode(line);
        } catch (RpcException e) {
            throw new NotUnderstoodException("the engine sent no message of ours: " + e.getMessage(), e);
        }
        switch (message) {
            case RpcMessage.Result(var id, var result) -> {
                var asker = waiting.remove(id);
                if (asker != null) {
                    asker.complete(result);
                }
            }
            case RpcMessage.Failure(var id, var error) -> {
                var refused = new RpcException(error);
                if (id.isPresent()) {
                    var asker = waiting.remove(id.getAsLong());
                    if (asker != null) {
                        asker.completeExceptionally(refused);
                    }
                } else {
                    // It could not read which one failed, and closes: every caller must know why.
                    waiting.values().forEach(asker -> asker.completeExceptionally(refused));
                }
            }
            case RpcMessage.Notification notification -> notifications.accept(notification);
            case RpcMessage.Request request ->
                unwritten.offer(RpcCodec.encode(new RpcMessage.Failure(
                        OptionalLong.of(request.id()),
                        RpcError.of(ErrorCode.METHOD_NOT_FOUND, "clients answer nothing"))));
        }
    }

    private void write() {
        try {
            while (ended == null) {
                // Wakes up now and then only to notice the end; nobody waits for this.
                var line = unwritten.poll(1, TimeUnit.SECONDS);
                if (line != null) {
                    var bytes = ByteBuffer.wrap(line);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            }
        } catch (IOException e) {
            // The reader may still find the answer that says why; it ends the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failWhenEnded() throws IOException {
        var why = ended;
        if (why != null) {
            throw new IOException(why.getMessage(), why);
        }
    }

    private void end(IOException why) {
        synchronized (closed) {
            if (ended != null) {
                return;
            }
            ended = why;
        }
        try {
            channel.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
        waiting.values().forEach(asker -> asker.completeExceptionally(why));
        closed.countDown();
    }

    private static void daemon(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }
}
