package ca.iotistic.agent.spi;

/** One observation of the platform. What it means over time is the core's. */
public sealed interface Health {
  /** It is on its way. */
  record Starting(String detail) implements Health {}

  /**
   * It runs, and what the platform checks of it is well.
   *
   * @param run names this run of the target and changes with every restart (container start time,
   *     InvocationID)
   * @param identity what runs, as in {@link Installed}
   */
  record Healthy(String run, String identity) implements Health {}

  /** It does not run, or not well; one such look is not a verdict yet. */
  record Unhealthy(Reason reason, String detail) implements Health {}
}
