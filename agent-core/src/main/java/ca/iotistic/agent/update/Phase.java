package ca.iotistic.agent.update;

/** Where an update is; persisted by name. */
public enum Phase {
  RESOLVING,
  PREPARING,
  PREPARED,
  ACTIVATING,
  VERIFYING,
  COMMITTING,
  ROLLING_BACK,
  ENDED
}
