package ca.iotistic.agent.campaign;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.time.Instant;

/** The clocks of the simulated device; the monotonic one begins anew at each boot. */
final class SimTime implements Time {
  private final SimWorld world;

  SimTime(SimWorld world) {
    this.world = world;
  }

  @Override
  public Instant now() {
    return world.wallClock();
  }

  /** For a thread of nobody, which looks after deadlines in real time, no time passes. */
  @Override
  public Duration uptime() {
    return Thread.currentThread() instanceof Task ? world.uptime() : Duration.ZERO;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    world.scheduler().sleep(duration.toMillis());
  }
}
