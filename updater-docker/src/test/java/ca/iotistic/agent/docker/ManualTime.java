package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.time.Instant;

/** Sleeping is all that takes time. */
final class ManualTime implements Time {
  private Duration uptime = Duration.ZERO;

  @Override
  public Instant now() {
    return Instant.EPOCH.plus(uptime);
  }

  @Override
  public Duration uptime() {
    return uptime;
  }

  @Override
  public void sleep(Duration duration) {
    uptime = uptime.plus(duration);
  }
}
