package ca.iotistic.agent.schedule;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.time.Instant;

/** A clock that a test moves, and that can be wrong. */
final class MovedTime implements Time {
  private Instant now;
  private Duration uptime = Duration.ofHours(1);

  MovedTime(String now) {
    this.now = Instant.parse(now);
  }

  void pass(Duration duration) {
    now = now.plus(duration);
    uptime = uptime.plus(duration);
  }

  /** The wall clock alone. */
  void jump(Duration by) {
    now = now.plus(by);
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
