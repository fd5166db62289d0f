package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Duration;
import java.util.Optional;

/** What has failed in a row, since when, and how long to wait before it is tried again. */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Time time;
  private Optional<Duration> failingSince = Optional.empty();
  private Optional<Duration> awaySince = Optional.empty();
  private Duration next = FIRST;
  private int failures;

  Backoff(Time time) {
    this.time = time;
  }

  void succeeded() {
    failingSince = Optional.empty();
    awaySince = Optional.empty();
    next = FIRST;
    failures = 0;
  }

  /**
   * Counts a failure.
   *
   * @return whether it says anything; that the platform did not answer says nothing
   * @throws PlatformAwayException if it has not answered for too long
   */
  boolean failed(Exception cause) throws PlatformAwayException {
    failures++;
    if (failingSince.isEmpty()) {
      failingSince = Optional.of(time.uptime());
    }
    boolean away =
        cause instanceof UpdateException known && known.reason() == Reason.PLATFORM_UNAVAILABLE;
    if (!away) {
      awaySince = Optional.empty();
      return true;
    }
    if (awaySince.isEmpty()) {
      awaySince = Optional.of(time.uptime());
    }
    if (elapsed(awaySince).compareTo(Limits.PLATFORM) >= 0) {
      awaySince = Optional.empty();
      throw new PlatformAwayException("the platform does not answer: " + cause.getMessage(), cause);
    }
    return false;
  }

  int failures() {
    return failures;
  }

  boolean failingFor(Duration limit) {
    return failingSince.isPresent() && elapsed(failingSince).compareTo(limit) >= 0;
  }

  Duration next() {
    Duration now = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return now;
  }

  private Duration elapsed(Optional<Duration> since) {
    return time.uptime().minus(since.orElseThrow());
  }
}
