package ca.iotistic.agent.systemd.release;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long to wait after a failure: anything up to a limit that doubles, so that no two agree. */
record Pauses(RandomGenerator random) {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 10;

  /**
   * @param failures how many there were in a row, at least one
   * @param asked what the other side wants
   */
  Duration after(int failures, Optional<Duration> asked) {
    Duration most =
        shorter(FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS)), LONGEST);
    Duration pause = Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    Duration wanted = shorter(asked.orElse(Duration.ZERO), LONGEST_ASKED);
    return wanted.compareTo(pause) > 0 ? wanted : pause;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
