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
  static UpdaterProvider choose(Wanted wanted, Environment environment) throws UpdateException {
    return choose(strategies(wanted), environment);
  }

  /**
   * The same for an agent, which runs without a strategy too, and then refuses updates with why.
   *
   * @throws UpdateException if no strategy was ever meant to be there, or two have the same id
   */
  static UpdaterProvider chooseOrNone(Wanted wanted, Environment environment)
      throws UpdateException {
    Strategies strategies = strategies(wanted);
    try {
      return choose(strategies, environment);
    } catch (UpdateException none) {
      if (strategies.all().isEmpty() && strategies.missing().isEmpty()) {
        throw none;
      }
      LOG.error("updates are refused: {}", none.getMessage());
      return Strategies.none(none);
    }
  }

  private static UpdaterProvider choose(Strategies strategies, Environment environment)
      throws UpdateException {
    try {
      return strategies.choose(environment);
    } catch (UpdateException none) {
      boolean named = !environment.setting("updater", "auto").equals("auto");
      if (named || strategies.all().size() != 1) {
        throw none;
      }
      LOG.warn("update strategy {}: {}", strategies.all().get(0).id(), none.getMessage());
      return strategies.all().get(0);
    }
  }

  private static Strategies strategies(Wanted wanted) throws UpdateException {
    List<UpdaterProvider> explicit = new ArrayList<>();
    for (Class<? extends UpdaterProvider> type : wanted.updaters()) {
      explicit.add(made(type));
    }
    return Strategies.of(explicit, wanted.missing(), Platform.class.getClassLoader());
  }

  private static UpdaterProvider made(Class<? extends UpdaterProvider> type)
      throws UpdateException {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError notMade) {
      throw new UpdateException(
          Reason.INTERNAL_ERROR,
          "the strategy " + type.getName() + " needs a public constructor without arguments",
          notMade);
    }
  }
}
