package ca.iotistic.agent;

import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.update.Strategies;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which strategy an agent works with. */
final class Choice {
  private static final Logger LOG = LoggerFactory.getLogger(Choice.class);

  private Choice() {}

  /**
   * An engine that does not answer yet is no reason not to start: an agent that runs can at least
   * say what is wrong. So where there is one strategy only it is taken, and its preconditions are
   * looked at when an update comes.
   *
   * @param classes those that the builder was given
   */
  static UpdaterProvider of(List<Class<? extends UpdaterProvider>> classes, Environment environment)
      throws UpdateException {
    List<UpdaterProvider> explicit = new ArrayList<>();
    for (Class<? extends UpdaterProvider> type : classes) {
      try {
        explicit.add(type.getConstructor().newInstance());
      } catch (ReflectiveOperationException notMade) {
        throw new UpdateException(
            Reason.INTERNAL_ERROR,
            "the strategy " + type.getName() + " needs a public constructor without arguments",
            notMade);
      }
    }
    Strategies strategies = Strategies.of(explicit, Choice.class.getClassLoader());
    try {
      return strategies.choose(environment);
    } catch (UpdateException none) {
      if (strategies.all().size() == 1) {
        LOG.warn("update strategy {}: {}", strategies.all().get(0).id(), none.getMessage());
        return strategies.all().get(0);
      }
      throw none;
    }
  }
}
