package ca.iotistic.agent.contract;

import ca.iotistic.agent.io.Seam;

/** The process dies before its k-th act. */
public final class CrashAt implements Seam {
  private final int at;
  private int acts;

  public CrashAt(int at) {
    this.at = at;
  }

  /** Nothing in production catches it. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    public Crash(String act) {
      super(act);
    }
  }

  /** What a process does until it dies. */
  @FunctionalInterface
  public interface Life {
    void live() throws Exception;
  }

  /** Whether it died. */
  public static boolean during(Life life) throws Exception {
    try {
      life.live();
      return false;
    } catch (Crash crash) {
      return true;
    }
  }

  /** Which act does not happen, from 0. */
  public int at() {
    return at;
  }

  /** Right after an act is right before the next one, so that half of the events are enough. */
  @Override
  public void before(String act) {
    if (acts++ == at) {
      throw new Crash(act);
    }
  }
}
