package ca.iotistic.agent;

import ca.iotistic.agent.update.Standing;

/** What this agent is now, for those who have to behave differently. Thread-safe. */
final class Standings {
  private volatile Standing now = Standing.ASIDE;

  Standing now() {
    return now;
  }

  /** What it was before. */
  synchronized Standing become(Standing next) {
    Standing before = now;
    now = next;
    return before;
  }
}
