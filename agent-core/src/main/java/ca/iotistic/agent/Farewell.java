package ca.iotistic.agent;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the application put itself in order before it is stopped, but not for long. */
final class Farewell {
  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Runnable beforeStop;

  Farewell(Runnable beforeStop) {
    this.beforeStop = beforeStop;
  }

  /** Returns when that is done, has failed, or takes longer than {@code limit}. */
  void say(String updateId, Duration limit) throws InterruptedException {
    Thread thread = new Thread(() -> run(updateId), "iotistic-before-stop");
    thread.setDaemon(true);
    thread.start();
    thread.join(limit.toMillis());
    if (thread.isAlive()) {
      LOG.warn("update={} beforeStop takes longer than {}: going on", updateId, limit);
    }
  }

  private void run(String updateId) {
    try {
      beforeStop.run();
    } catch (RuntimeException | Error failed) {
      LOG.warn("update={} beforeStop failed: going on", updateId, failed);
    }
  }
}
