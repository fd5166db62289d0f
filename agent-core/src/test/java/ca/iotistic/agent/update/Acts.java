package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Seam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sees every act, and ends a process at one of them. */
final class Acts implements Seam {
  final List<String> seen = new ArrayList<>();
  private Optional<String> fatal = Optional.of("before idle");

  /** That is how a process dies in these tests. */
  static final class Death extends Error {
    private static final long serialVersionUID = 1;

    Death(String act) {
      super(act);
    }
  }

  /** {@code before} or {@code after} and the act. */
  void dieAt(String act) {
    fatal = Optional.of(act);
  }

  @Override
  public void before(String act) {
    see("before " + act);
  }

  @Override
  public void after(String act) {
    see("after " + act);
  }

  long count(String act) {
    return seen.stream().filter(act::equals).count();
  }

  private void see(String act) {
    seen.add(act);
    if (fatal.equals(Optional.of(act))) {
      throw new Death(act);
    }
  }
}
