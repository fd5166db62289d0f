package ca.iotistic.agent.docker;

import ca.iotistic.agent.io.Seam;

/** The process dies before its k-th act. */
final class CrashAt implements Seam {
  private final int at;
  private int acts;

  CrashAt(int at) {
    this.at = at;
  }

  /** Nothing in production catches it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash(String act) {
      super(act);
    }
  }

  @FunctionalInterface
  interface Verb {
    void run(DockerUpdater updater) throws Exception;
  }

  /** Runs it in a process that dies at {@code k}; false if it ended before that. */
  static boolean during(Bed bed, int k, Verb verb) throws Exception {
    try {
      verb.run(bed.updater(new CrashAt(k)));
      return false;
    } catch (Crash crash) {
      return true;
    }
  }

  /** Right after an act is right before the next one, so that half of the events are enough. */
  @Override
  public void before(String act) {
    if (acts++ == at) {
      throw new Crash(act);
    }
  }
}
