package ca.iotistic.agent.io;

import java.time.Duration;
import java.time.Instant;

/** Clocks that a test moves, together or the wall clock alone. */
public final class ManualTime implements Time {
  private Instant now;
  private Duration uptime = Duration.ofHours(5);

  public ManualTime(String now) {
    this.now = Instant.parse(now);
  }

  public void pass(Duration duration) {
    now = now.plus(duration);
    uptime = uptime.plus(duration);
  }

  /** Somebody sets the wall clock. */
  public void jump(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Duration uptime() {
    return uptime;
  }

  @Override
  public void sleep(Duration duration) {
    pass(duration);
  }
}
