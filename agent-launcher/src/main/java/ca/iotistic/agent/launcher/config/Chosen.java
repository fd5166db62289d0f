package ca.iotistic.agent.launcher.config;

/**
 * The value that counts.
 *
 * @param value as the agent gets it
 * @param where for people
 */
record Chosen(String value, Rank rank, String where) {
  /** Who wins, from the weakest. */
  enum Rank {
    PRESET,
    FILE,
    ENVIRONMENT
  }
}
