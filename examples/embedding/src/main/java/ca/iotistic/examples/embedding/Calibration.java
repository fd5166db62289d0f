package ca.iotistic.examples.embedding;

import ca.iotistic.agent.Guard;
import java.time.Duration;

/** The first while after a start, in which the sensor settles and must not lose its power. */
final class Calibration implements Guard {
  private final long end;

  Calibration(Duration length) {
    this.end = System.nanoTime() + length.toNanos();
  }

  @Override
  public Answer ask(Switch planned) {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    return left.isNegative() || left.isZero()
        ? new Go()
        : new NotNow("the sensor is being calibrated", left);
  }
}
