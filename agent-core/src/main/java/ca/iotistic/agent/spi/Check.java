package ca.iotistic.agent.spi;

import java.util.Optional;

/**
 * One precondition that was looked at.
 *
 * @param what in the words of the person who reads it: "the engine answers at /run/docker.sock"
 * @param refusal why no update can happen as long as it is not met; empty when it is met
 * @param cure what to do, empty when it is met; with no refusal it is advice
 */
public record Check(String what, Optional<Reason> refusal, String cure) {
  public static Check met(String what) {
    return new Check(what, Optional.empty(), "");
  }

  /** Not as it should be, and no reason to refuse an update. */
  public static Check careful(String what, String cure) {
    return new Check(what, Optional.empty(), cure);
  }

  public static Check refused(Reason reason, String what, String cure) {
    return new Check(what, Optional.of(reason), cure);
  }
}
