package ca.iotistic.agent.update;

/** What this agent is while an update is in flight. */
public enum Standing {
  /** Nobody else is at work: it runs the show. */
  IN_CHARGE,
  /** It is the new version and is being watched: connects and confirms, starts nothing. */
  PROBATION,
  /** It is not the new version while the switcher is at work: stays off the broker. */
  ASIDE
}
