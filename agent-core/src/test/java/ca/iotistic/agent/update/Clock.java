package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All clocks of a test; a sleep moves them at once, and lets the others do something meanwhile. */
final class Clock implements Time {
  private final List<Runnable> meanwhile = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-10T02:00:00Z");
  private Duration uptime = Duration.ofHours(5);

  /** Runs at each sleep, in the sleeping thread. */
  synchronized void meanwhile(Runnable act) {
    meanwhile.add(act);
  }

  synchronized void pass(Duration duration) {
    now = now.plus(duration);
    uptime = uptime.plus(duration);
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized Duration uptime() {
    return uptime;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    pass(duration);
    List<Runnable> acts;
    synchronized (this) {
      acts = List.copyOf(meanwhile);
    }
    acts.forEach(Runnable::run);
  }
}
