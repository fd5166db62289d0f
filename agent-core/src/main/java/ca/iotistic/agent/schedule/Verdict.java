package ca.iotistic.agent.schedule;

import java.time.Duration;
import java.time.Instant;

/** Whether something may happen now. */
public sealed interface Verdict {
  /** Now. */
  record Go() implements Verdict {}

  /**
   * Not yet.
   *
   * @param reason {@code schedule}, {@code window}, {@code jitter}, {@code clock}
   * @param since since when it waits for that, across restarts
   * @param until when it goes on, as far as is known now
   * @param lookAgain ask again after so long, at most 30 s: the wall clock may have moved
   */
  record Wait(String reason, Instant since, Instant until, Duration lookAgain) implements Verdict {}

  /** Never: its time has passed. */
  record Expired() implements Verdict {}
}
