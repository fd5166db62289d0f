package ca.iotistic.agent.launcher;

/** Exit codes, which scripts rely on. */
final class Exit {
  /** Done, or there was nothing to do. */
  static final int DONE = 0;

  /** It did not work, and the device is as it was before. */
  static final int FAILED = 1;

  /** The command line or the configuration is wrong. */
  static final int USAGE = 2;

  /** The agent does not accept the command. */
  static final int REJECTED = 3;

  /** It did not work, and somebody has to look at the device. */
  static final int NEEDS_PERSON = 4;

  /** Somebody pressed Ctrl-C. */
  static final int INTERRUPTED = 130;

  private Exit() {}
}
