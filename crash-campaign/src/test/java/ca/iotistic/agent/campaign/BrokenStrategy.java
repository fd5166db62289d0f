package ca.iotistic.agent.campaign;

/** A rule of the strategy that {@link SimUpdater} breaks on purpose. */
enum BrokenStrategy {
  NONE,
  OLD_KEEPS_ITS_POLICY,
  POLICY_IS_NOT_GIVEN_BACK,
  COMMIT_GIVES_NO_POLICY,
  ROLLED_BACK_ONE_KEEPS_ITS_POLICY,
  STOP_IS_NOT_FINISHED,
  SILENCE_IS_A_VERDICT,
  PARKED_ONE_IS_NOT_REMOVED,
  OLD_IS_NOT_SEEN_RUNNING
}
