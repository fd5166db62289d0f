package ca.iotistic.agent.io;

/** A power cut at the n-th moment before or after an act; nothing happens any more after it. */
public final class CrashSeam implements Seam {
  /** The process is gone. */
  public static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;

    Crash(String moment) {
      super(moment);
    }
  }

  private final int at;
  private int moments;

  public CrashSeam(int at) {
    this.at = at;
  }

  /** How many moments there have been. */
  public int moments() {
    return moments;
  }

  @Override
  public void before(String act) {
    moment("before " + act);
  }

  @Override
  public void after(String act) {
    moment("after " + act);
  }

  private void moment(String moment) {
    if (moments++ >= at) {
      throw new Crash(moment);
    }
  }
}
