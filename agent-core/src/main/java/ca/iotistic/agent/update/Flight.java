package ca.iotistic.agent.update;

import java.time.Instant;

/**
 * The update in flight, for those who look.
 *
 * @param to the concrete version once it is resolved, before that what was asked for
 * @param handedOver whether it is in the switcher's hands, so that a cancel is too late
 */
public record Flight(
    String id,
    String from,
    String to,
    Phase phase,
    Instant startedAt,
    boolean dryRun,
    boolean handedOver) {}
