package ca.iotistic.agent.update;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Duration;

/** Runs one durable change under the lock of the state directory, whatever interrupts. */
final class WriteLock {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StateDirectory state;
  private final Time time;

  WriteLock(StateDirectory state, Time time) {
    this.state = state;
    this.time = time;
  }

  @FunctionalInterface
  interface Change<T> {
    T make() throws IOException;
  }

  /** An interrupt is put aside until it is done: a write is short, and half of one is of no use. */
  synchronized <T> T within(Change<T> change) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (StateDirectory.Lock lock = state.writeLock(PATIENCE, time)) {
          return change.make();
        } catch (InterruptedException whileWaiting) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
