package ca.iotistic.agent.launcher.log;

import java.util.logging.LogManager;

/** Public because java.util.logging makes it by its name. */
public final class LastingLogManager extends LogManager {
  /** Called in a shutdown hook of the JDK's, while the agent may still have something to say. */
  @Override
  public void reset() {
    // Nothing: the handlers write through, so there is nothing to close either.
  }
}
