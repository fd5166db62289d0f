package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.UpdateException;
import java.util.List;
import java.util.stream.Collectors;

/** What a strategy's preconditions come to. */
final class Preflight {
  private Preflight() {}

  static List<Check> refusals(List<Check> checks) {
    return checks.stream().filter(check -> check.refusal().isPresent()).toList();
  }

  /** The reason of the first refusal, the text of all. */
  static void require(List<Check> checks) throws UpdateException {
    List<Check> refusals = refusals(checks);
    if (!refusals.isEmpty()) {
      throw new UpdateException(
          refusals.get(0).refusal().orElseThrow(),
          refusals.stream().map(Preflight::sentence).collect(Collectors.joining("; ")));
    }
  }

  static String sentence(Check check) {
    return check.cure().isEmpty() ? check.what() : check.what() + " (" + check.cure() + ")";
  }
}
