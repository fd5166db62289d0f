package ca.iotistic.agent.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: anything up to a ceiling that doubles ("full jitter"), so that a fleet
 * which lost its broker in one second does not come back in one second.
 */
final class Backoff {
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Duration ceiling;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.ceiling = first;
  }

  /** The next pause; never longer than {@code limit}. */
  Duration next(Duration limit) {
    Duration highest = shorter(ceiling, limit);
    ceiling = shorter(ceiling.multipliedBy(2), longest);
    long span = Math.max(1, highest.minus(SHORTEST).toMillis());
    return SHORTEST.plusMillis(random.nextLong(span));
  }

  void reset() {
    ceiling = first;
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
