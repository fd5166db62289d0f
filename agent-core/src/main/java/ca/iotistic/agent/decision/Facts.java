package ca.iotistic.agent.decision;

import java.util.Optional;

/**
 * What a decision depends on besides the message and the log.
 *
 * @param version what is in charge now
 * @param clockTrusted whether the wall clock can be believed; if not, nothing is refused as expired
 *     yet
 * @param inFlight the update that the engine has in hand
 */
public record Facts(String version, boolean clockTrusted, Optional<InFlight> inFlight) {
  /**
   * @param handedOver whether it is in the switcher's hands, so that it is too late to cancel it
   */
  public record InFlight(String jobId, boolean handedOver) {}
}
