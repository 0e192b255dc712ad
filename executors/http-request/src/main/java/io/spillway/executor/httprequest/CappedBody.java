package io.spillway.executor.httprequest;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Keeps the first bytes of a response, and ends the transfer once it has them. */
final class CappedBody implements HttpResponse.BodySubscriber<CappedBody.Kept> {

    /** What was kept, and whether there was more. */
    record Kept(byte[] bytes, boolean truncated) {}

    private final int cap;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Kept> kept = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    CappedBody(int cap) {
        this.cap = cap;
    }

    @Override
    public CompletionStage<Kept> getBody() {
        return kept;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int room = cap - bytes.size();
            byte[] part = new byte[Math.min(room, buffer.remaining())];
            buffer.get(part);
            bytes.write(part, 0, part.length);
            if (buffer.hasRemaining()) {
                if (subscription != null) {
                    subscription.cancel();
                }
                kept.complete(new Kept(bytes.toByteArray(), true));
                return;
            }
        }
    }

    @Override
    public void onError(Throwable thrown) {
        kept.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
        kept.complete(new Kept(bytes.toByteArray(), false));
    }
}
