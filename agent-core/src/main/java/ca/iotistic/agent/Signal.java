package ca.iotistic.agent;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a thread that has nothing to do; a poke that comes while it works is not lost. */
final class Signal {
  private final Semaphore pokes = new Semaphore(0);

  void poke() {
    if (pokes.availablePermits() == 0) {
      pokes.release();
    }
  }

  void await(Duration atMost) throws InterruptedException {
    if (pokes.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      pokes.drainPermits();
    }
  }
}
