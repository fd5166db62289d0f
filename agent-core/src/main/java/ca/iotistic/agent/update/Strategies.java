package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.List;

/** The strategies of this process, and which one is used. */
public final class Strategies {
  private final List<UpdaterProvider> providers;

  private Strategies(List<UpdaterProvider> providers) {
    this.providers = providers;
  }

  /**
   * The given ones and those that {@link java.util.ServiceLoader} finds with {@code loader}; a
   * class that is in both counts once.
   *
   * @throws UpdateException if two have the same id
   */
  public static Strategies of(List<UpdaterProvider> explicit, ClassLoader loader)
      throws UpdateException {
    throw new UnsupportedOperationException("not written yet");
  }

  public List<UpdaterProvider> all() {
    return providers;
  }

  /**
   * The one that the setting {@code updater} names ({@code auto}, which is the default: the only
   * one that refuses nothing), or the one of {@code fallback} if it answers {@code
   * platform_denied}.
   *
   * @throws UpdateException that names the candidates, with what each refuses and its cure
   */
  public UpdaterProvider choose(Environment environment) throws UpdateException {
    throw new UnsupportedOperationException("not written yet");
  }
}
