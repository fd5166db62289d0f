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

  @Override
  public Duration uptime() {
    return world.uptime();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    world.scheduler().sleep(duration.toMillis());
  }
}
