package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.UpdateException;

/** Holds a prepared update until its hour, its window and its hooks allow the switch. */
@FunctionalInterface
public interface Gate {
  Gate OPEN = job -> {};

  /**
   * Returns when the switch may happen. Interrupted when the update is cancelled.
   *
   * @throws UpdateException when it may never happen (vetoed, expired)
   */
  void pass(Job job) throws UpdateException, InterruptedException;

  /**
   * Right before the agent gives itself up to the switcher, which will stop it soon. Nothing that
   * goes wrong here keeps the update from going on.
   */
  default void leave(Job job) throws InterruptedException {}
}
