package ca.iotistic.agent.campaign;

/** What can go wrong at an event. */
enum Fault {
  /** All is well. */
  NONE,
  /** The process dies; its supervisor does what its policy says. */
  KILL,
  /** A person restarts its container: asked to stop, then started. */
  RESTART,
  /** The agent that runs dies while somebody else acts. */
  KILL_AGENT,
  /** Everything stops and comes up again. */
  POWER,
  /** The same, and the helper's first start finds an empty mount point, since the disk is late. */
  POWER_LATE_DISK,
  /** The platform refuses once with a 5xx and does nothing. */
  REFUSED,
  /** The platform refuses for a reason of its own, which is an answer. */
  DENIED,
  /** The platform has done it, and the answer is lost. */
  LOST_ANSWER,
  /** The answer to a stop is lost at once; it takes effect while others go on. */
  LATE_STOP,
  /** One call takes three quarters of a minute. */
  SLOW,
  /** The platform answers nobody for 25 s. */
  OUTAGE,
  /** The platform answers nobody for 150 s. */
  LONG_OUTAGE,
  /** The process stands still for 75 s and then goes on as if nothing had happened. */
  STALL,
  /** The process stands still for about a minute, which is how long others wait for it. */
  BRINK,
  /**
   * The helper stands still with its first look at the platform until somebody has written the
   * journal instead of it, and cannot be killed before it wakes, like one in a wait for its disk.
   */
  OVERTAKEN,
  /** A person removes the helper. */
  REMOVE_HELPER,
  /** The helper is removed, and its process still writes a little before it is gone. */
  LINGER,
  /** The journal's file is gone. */
  LOSE_JOURNAL,
  /** The wall clock jumps five years ahead. */
  CLOCK_AHEAD,
  /** The wall clock jumps two hours back. */
  CLOCK_BACK,
  /** A write finds no room. */
  DISK_FULL;

  /** Whether it makes sense there; anything else would be the clean run once more. */
  boolean strikesAt(Event event) {
    return switch (this) {
      case NONE -> false;
      case KILL, POWER, STALL, BRINK, CLOCK_AHEAD, CLOCK_BACK, LOSE_JOURNAL, RESTART -> true;
      case POWER_LATE_DISK, REMOVE_HELPER -> event.helper();
      case OVERTAKEN -> event.act().equals("call start helper");
      case LINGER, KILL_AGENT -> event.who().equals("helper");
      case OUTAGE, LONG_OUTAGE -> event.before();
      case REFUSED, DENIED, SLOW -> event.call() && event.before();
      case LOST_ANSWER -> event.call() && !event.before();
      case LATE_STOP -> event.act().startsWith("call stop") && event.before();
      case DISK_FULL -> event.write() && event.before();
    };
  }

  /** Left to the client of the platform to carry out. */
  boolean ofCall() {
    return this == REFUSED
        || this == DENIED
        || this == LOST_ANSWER
        || this == LATE_STOP
        || this == SLOW;
  }
}
