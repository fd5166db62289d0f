package ca.iotistic.agent.http;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A body that is read piece by piece. No more than one piece lies in memory: the next one is asked
 * for when that has been read. One thread reads.
 */
public final class Body implements HttpResponse.BodySubscriber<Body> {
  private sealed interface Event {
    record Piece(List<ByteBuffer> buffers) implements Event {}

    /** The last one. */
    record Over(Optional<Throwable> why) implements Event {}
  }

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> current = new ArrayDeque<>();
  private Optional<Event.Over> over = Optional.empty();
  private Optional<Flow.Subscription> source = Optional.empty();
  private boolean closed;

  /**
   * Waits for bytes, but not longer than that. An interrupt ends the wait.
   *
   * @return how many there are; 0 if none came in time, -1 if there are no more
   * @throws IOException if it broke off; what came before has been read then
   */
  public int read(byte[] into, Duration wait) throws IOException, InterruptedException {
    while (current.isEmpty()) {
      if (over.isPresent()) {
        return end(over.get());
      }
      Event event = events.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      if (event == null) {
        return 0;
      }
      take(event);
    }
    ByteBuffer first = current.getFirst();
    int count = Math.min(into.length, first.remaining());
    first.get(into, 0, count);
    if (!first.hasRemaining()) {
      current.removeFirst();
      more();
    }
    return count;
  }

  private void take(Event event) {
    if (event instanceof Event.Piece piece) {
      piece.buffers().stream().filter(ByteBuffer::hasRemaining).forEach(current::add);
      more();
    } else if (event instanceof Event.Over last) {
      over = Optional.of(last);
    }
  }

  private void more() {
    if (current.isEmpty()) {
      subscription().ifPresent(subscription -> subscription.request(1));
    }
  }

  private static int end(Event.Over last) throws IOException {
    if (last.why().isPresent()) {
      Throwable why = last.why().get();
      throw new IOException(Words.of(why), why);
    }
    return -1;
  }

  private synchronized Optional<Flow.Subscription> subscription() {
    return source;
  }

  synchronized void close() {
    closed = true;
    source.ifPresent(Flow.Subscription::cancel);
  }

  @Override
  public CompletionStage<Body> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscription) {
    source = Optional.of(subscription);
    if (closed) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event.Piece(buffers));
  }

  @Override
  public void onError(Throwable lost) {
    events.add(new Event.Over(Optional.of(lost)));
  }

  @Override
  public void onComplete() {
    events.add(new Event.Over(Optional.empty()));
  }
}
