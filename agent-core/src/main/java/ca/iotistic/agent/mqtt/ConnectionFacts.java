package ca.iotistic.agent.mqtt;

import java.time.Instant;
import java.util.Optional;

/**
 * How the connection stands, for people.
 *
 * @param connected whether commands can arrive
 * @param since when that last changed
 * @param problem what went wrong last and what to do about it; it stays after the cure
 * @param certificateEnds when the first of both sides' certificates ends, once one was seen
 */
public record ConnectionFacts(
    boolean connected,
    Instant since,
    Optional<Problem> problem,
    Optional<Instant> certificateEnds) {
  /** A sentence: what failed, which object, what to do. */
  public record Problem(Instant at, String sentence) {}
}
