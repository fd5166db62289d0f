package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.List;
import java.util.function.Function;

/**
 * The second half of an update as a process of its own. Its supervisor starts it again whenever it
 * ends, until the agent releases it.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SwitcherMain {
  private SwitcherMain() {}

  /**
   * Arguments: {@code --state DIR --marker ID --entry BASE64}, or {@code --check PROVIDERCLASS}.
   */
  public static void main(String[] args) {
    throw new UnsupportedOperationException("not written yet");
  }

  /**
   * The same in this process: what {@link #main} does but for signals and exit.
   *
   * @param arguments what the engine has added to the {@link SwitcherCommand}: everything from
   *     {@code --state} on
   * @param providers from a class name to the provider
   * @return the exit code; whatever it is, a supervisor starts it again
   */
  public static int run(
      List<String> arguments, Time time, Seam seam, Function<String, UpdaterProvider> providers)
      throws InterruptedException {
    throw new UnsupportedOperationException("not written yet");
  }
}
