package ca.iotistic.agent.update;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the history; the terminal status is made from it.
 *
 * @param updater id of the strategy
 * @param from the version that was in charge
 * @param to the version that was wanted, empty if it was never resolved
 * @param digest of the wanted release, empty if it was never resolved
 * @param failure empty: it succeeded
 * @param rolledBack whether something that ran had been touched and was put back
 * @param instead the version in charge after going back, where that is not what was before:
 *     somebody has to look
 * @param dryRun whether it was to turn back in any case; then no failure means that it would have
 *     worked
 * @param downtime how long nobody was in charge
 * @param warning what an operator should know although it succeeded
 */
public record Outcome(
    String id,
    String updater,
    String from,
    String to,
    String digest,
    Optional<Failure> failure,
    boolean rolledBack,
    Optional<String> instead,
    boolean dryRun,
    Instant startedAt,
    Duration took,
    Duration downtime,
    Optional<String> warning) {

  public boolean succeeded() {
    return failure.isEmpty();
  }

  public boolean needsPerson() {
    return instead.isPresent();
  }

  /** The version that is in charge after a failure. */
  public String current() {
    return instead.orElse(from);
  }
}
