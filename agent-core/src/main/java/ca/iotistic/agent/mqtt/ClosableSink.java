package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.command.CommandSource.Sink;
import ca.iotistic.agent.command.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Passes nothing on after it was closed. */
final class ClosableSink implements Sink {
  private final Sink sink;
  private final ReentrantLock call = new ReentrantLock();
  private volatile boolean closed;

  ClosableSink(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void accept(Delivery delivery) throws IOException {
    call.lock();
    try {
      if (closed) {
        throw new IOException("the agent is being stopped");
      }
      sink.accept(delivery);
    } finally {
      call.unlock();
    }
  }

  @Override
  public void listening(boolean now) {
    unlessClosed(() -> sink.listening(now));
  }

  @Override
  public void heard() {
    unlessClosed(sink::heard);
  }

  /** Waits for a call under way, but not longer than {@code limit}. */
  void close(Duration limit) {
    closed = true;
    try {
      if (call.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        call.unlock();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void unlessClosed(Runnable passed) {
    call.lock();
    try {
      if (!closed) {
        passed.run();
      }
    } finally {
      call.unlock();
    }
  }
}
