package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Check;
import java.util.List;

/** Whether a container can be created again, and what stands against it. */
@SuppressWarnings("DoNotCallSuggester") // Signatures only, to be filled.
final class Recreation {
  private Recreation() {}

  /** Every precondition of the container itself, met or refused with its cure. */
  static List<Check> checks(Subject subject) {
    throw new UnsupportedOperationException();
  }
}
