package ca.iotistic.agent;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import ca.iotistic.agent.update.Strategies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What updates are made with on this device: the strategy, and what it is given. */
final class Platform {
  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

  private Platform() {}

  static Environment environment(
      Wanted wanted, StateDirectory state, Time time, Seam seam, Consumer<Instant> confirmedTime) {
    return new Environment(
        wanted.settings().withoutSecrets(),
        wanted.version(),
        state.root(),
        state.backups(),
        wanted.settings().backups(),
        new Processes(seam),
        time,
        seam,
        confirmedTime);
  }

  /**
   * An engine that does not answer yet is no reason not to start: an agent that runs can at least
   * say what is wrong. So where there is one strategy only it is taken, and its preconditions are
   * looked at when an update comes.
   */
  static UpdaterProvider choose(
      List<Class<? extends UpdaterProvider>> classes, Environment environment)
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
    Strategies strategies = Strategies.of(explicit, Platform.class.getClassLoader());
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
