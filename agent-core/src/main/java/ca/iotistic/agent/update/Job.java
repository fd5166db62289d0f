package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Request;
import java.time.Instant;
import java.util.Optional;

/**
 * What the engine is asked for.
 *
 * @param id the update id
 * @param backup instead of the request: the backup to go back to, empty string for the newest one
 * @param force even if the version is installed or known to be bad
 * @param dryRun turns back right before the switch
 * @param scheduledTime when to switch, if not at once
 * @param expires never start after it
 */
public record Job(
    String id,
    Request request,
    Optional<String> backup,
    boolean force,
    boolean dryRun,
    Optional<Instant> scheduledTime,
    Optional<Instant> expires) {

  public static Job of(String id, Request request) {
    return new Job(id, request, Optional.empty(), false, false, Optional.empty(), Optional.empty());
  }
}
