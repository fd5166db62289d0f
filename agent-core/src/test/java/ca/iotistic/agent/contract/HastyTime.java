package ca.iotistic.agent.contract;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Waits a tenth of what is asked and lets the clock jump over the rest. */
public final class HastyTime implements Time {
  private static final int FASTER = 10;

  private final Time real = Time.system();
  private final AtomicLong skipped = new AtomicLong();

  @Override
  public Instant now() {
    return real.now();
  }

  @Override
  public Duration uptime() {
    return real.uptime().plusNanos(skipped.get());
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    Duration waited = duration.dividedBy(FASTER);
    real.sleep(waited);
    skipped.addAndGet(duration.minus(waited).toNanos());
  }
}
