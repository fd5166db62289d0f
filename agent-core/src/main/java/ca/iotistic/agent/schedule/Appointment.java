package ca.iotistic.agent.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * When an update is wanted.
 *
 * @param updateId the same across restarts; with the device it decides where in a spread it falls
 * @param received when the command came
 * @param scheduledTime not before this, if at all
 * @param expires never start it after this
 */
public record Appointment(
    String updateId,
    Instant received,
    Optional<Instant> scheduledTime,
    Optional<Instant> expires) {}
