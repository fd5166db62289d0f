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
   * @param reason {@code schedule}, {@code window}, {@code jitter}, {@code clock}, {@code veto}
   * @param since since when it waits for that, across restarts
   * @param until when it goes on, as far as is known now
   * @param lookAgain ask again after so long; where it waits for a time, at most 30 s: the wall
   *     clock may have moved
   * @param detail more about the reason, for people; empty if there is no more to say
   */
  record Wait(String reason, Instant since, Instant until, Duration lookAgain, String detail)
      implements Verdict {}

  /** Never: its time has passed. */
  record Expired() implements Verdict {}
}
