package ca.iotistic.agent.io;

import java.time.Duration;
import java.time.Instant;

/** Wall clock, monotonic clock and sleep in one place, so that a test moves all three together. */
public interface Time {
  /** The wall clock. It jumps; never measure with it. */
  Instant now();

  /** The monotonic clock, from an arbitrary start. */
  Duration uptime();

  void sleep(Duration duration) throws InterruptedException;

  static Time system() {
    return SystemTime.INSTANCE;
  }
}
