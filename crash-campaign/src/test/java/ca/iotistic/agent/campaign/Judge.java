package ca.iotistic.agent.campaign;

import ca.iotistic.agent.spi.Reason;
import java.util.Optional;

/** Whether the run is as it should be: the device's state, and that nothing was lost for little. */
final class Judge {
  /** A path of the table is never longer. */
  private static final int MOST_WRITES = 28;

  private Judge() {}

  /** What is wrong, for the person who has to find out why. */
  static Optional<String> problem(SimWorld.Setup setup, Run.Result result) {
    if (result.failed()) {
      return Optional.of(setup + " -> " + result.ending() + ": " + result.wrong());
    }
    if (result.phases().size() > MOST_WRITES) {
      return Optional.of(setup + ": " + result.phases().size() + " journal writes");
    }
    if (!expected(setup, result)) {
      return Optional.of(setup + " ended as: " + result.ending());
    }
    return Optional.empty();
  }

  private static boolean expected(SimWorld.Setup setup, Run.Result result) {
    if (setup.strikes().isEmpty()) {
      return asPlanned(setup.scenario(), result);
    }
    if (setup.strikes().size() == 1 && setup.strikes().get(0).times() == 1) {
      return asPlanned(setup.scenario(), result) || Toll.allows(setup, result);
    }
    return true;
  }

  private static boolean asPlanned(Scenario scenario, Run.Result result) {
    if (scenario.reasons().isEmpty()) {
      return result.ending().equals("succeeded");
    }
    return scenario.reasons().stream()
        .map(Reason::wire)
        .anyMatch(reason -> result.ending().startsWith(reason));
  }
}
