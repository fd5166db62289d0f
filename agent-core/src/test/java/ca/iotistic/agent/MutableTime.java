package ca.iotistic.agent;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.time.Instant;

/** A clock that a test moves. */
final class MutableTime implements Time {
  private Instant now = Instant.parse("2026-11-10T02:00:00Z");
  private Duration uptime = Duration.ofHours(5);

  void pass(Duration duration) {
    now = now.plus(duration);
    uptime = uptime.plus(duration);
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
