package ca.iotistic.agent.schedule;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether the wall clock can be believed. Devices boot in 1970, and one jump ahead must not block
 * schedules for years, nor run them years early.
 *
 * <p>It is not believed below the floor (the build, or the last moment that a second source has
 * confirmed), nor for an hour after it has jumped by more than ten minutes against the monotonic
 * clock, unless a second source agrees with it.
 */
final class TrustedClock {
  private static final Duration JUMP = Duration.ofMinutes(10);
  private static final Duration STEADY = Duration.ofHours(1);

  private final Time time;
  private Instant floor;
  private Instant wall;
  private Duration monotonic;
  private Duration steadySince;
  private boolean suspicious;

  /**
   * @param suspicious whether it had jumped and was not believed again before a restart; a restart
   *     does not make it right
   */
  TrustedClock(Instant floor, boolean suspicious, Time time) {
    this.time = time;
    this.floor = floor;
    this.suspicious = suspicious;
    this.wall = time.now();
    this.monotonic = time.uptime();
    this.steadySince = monotonic;
  }

  boolean trusted() {
    Instant now = time.now();
    Duration uptime = time.uptime();
    Duration drift = Duration.between(wall, now).minus(uptime.minus(monotonic)).abs();
    if (drift.compareTo(JUMP) > 0) {
      suspicious = true;
      steadySince = uptime;
    }
    wall = now;
    monotonic = uptime;
    if (suspicious && uptime.minus(steadySince).compareTo(STEADY) >= 0) {
      suspicious = false;
    }
    return !suspicious && !now.isBefore(floor);
  }

  /** Believed at once if {@code moment} agrees with it, and not for an hour if it does not. */
  void confirm(Instant moment) {
    trusted();
    if (Duration.between(moment, time.now()).abs().compareTo(JUMP) > 0) {
      suspicious = true;
      steadySince = time.uptime();
      return;
    }
    suspicious = false;
    floor = floor.isAfter(moment) ? floor : moment;
  }

  boolean suspicious() {
    return suspicious;
  }

  /** How long it takes until it is believed, if nothing else happens; zero if nobody knows. */
  Duration patience() {
    Duration left = STEADY.minus(time.uptime().minus(steadySince));
    return suspicious && !left.isNegative() ? left : Duration.ZERO;
  }

  /** The latest moment that is known to have passed. */
  Instant floor() {
    return floor;
  }
}
