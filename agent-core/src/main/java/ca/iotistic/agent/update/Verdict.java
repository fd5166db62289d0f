package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Reason;
import java.util.Optional;

/** What watching the new version comes to. */
sealed interface Verdict {
  /** Healthy, stable, of the right identity, and it hears if it has to. */
  record Works(Optional<String> warning) implements Verdict {}

  /**
   * It does not work.
   *
   * @param prolonged whether the broker was away in the window, so that this says little
   */
  record Fails(Reason reason, String detail, boolean prolonged) implements Verdict {}
}
