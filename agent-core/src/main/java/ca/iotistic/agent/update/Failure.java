package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Reason;
import java.util.List;

/**
 * Why an update turned back.
 *
 * @param error for people
 * @param phase where it happened
 * @param logTail the last lines of what failed, oldest first
 */
public record Failure(Reason reason, String error, Phase phase, List<String> logTail) {
  public Failure {
    logTail = List.copyOf(logTail);
  }
}
