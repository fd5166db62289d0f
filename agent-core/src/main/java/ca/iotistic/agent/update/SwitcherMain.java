package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.SdNotify;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of an update as a process of its own. Its supervisor starts it again whenever it
 * ends, until the agent releases it.
 */
public final class SwitcherMain {
  static final String CHECK = "--check";

  private static final Logger LOG = LoggerFactory.getLogger(SwitcherMain.class);
  private static final int USAGE = 2;
  private static final int TERMINATED = 143;

  private SwitcherMain() {}

  /**
   * Arguments: {@code --state DIR --marker ID --entry BASE64}, or {@code --check PROVIDERCLASS}.
   */
  public static void main(String[] args) {
    System.exit(start(List.of(args)));
  }

  private static int start(List<String> arguments) {
    try {
      if (arguments.size() == 2 && arguments.get(0).equals(CHECK)) {
        LOG.info("update strategy {} is there", provider(arguments.get(1)).id());
        return 0;
      }
      Seam seam = Seam.plugged();
      Switcher switcher =
          assemble(
              SwitcherArguments.parse(arguments),
              Time.system(),
              seam,
              SwitcherMain::provider,
              new SdNotify(new Processes(seam), System.getenv())::ready);
      Runtime.getRuntime().addShutdownHook(new Thread(switcher::stop, "iotistic-switcher-stop"));
      return switcher.run();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return TERMINATED;
    } catch (UpdateException broken) {
      LOG.error("the switcher of an update cannot work: {}", broken.getMessage());
      return Switcher.AGAIN;
    } catch (IllegalArgumentException wrong) {
      LOG.error("the switcher of an update cannot start: {}", wrong.getMessage());
      return USAGE;
    }
  }

  /**
   * The same in this process: what {@link #main} does but for signals and exit. While it has
   * nothing to do but to wait for its release, the seam is told {@code idle} every few seconds.
   *
   * @param arguments what the engine has added to the {@link SwitcherCommand}: everything from
   *     {@code --state} on
   * @param providers from a class name to the provider
   * @return the exit code; whatever it is, a supervisor starts it again
   * @throws InterruptedException if this thread was interrupted: nothing was written after that
   */
  public static int run(
      List<String> arguments, Time time, Seam seam, Function<String, UpdaterProvider> providers)
      throws InterruptedException {
    try {
      return assemble(
              SwitcherArguments.parse(arguments), time, seam, providers, Switcher.BootGate.NONE)
          .run();
    } catch (UpdateException broken) {
      LOG.error("the switcher of an update cannot work: {}", broken.getMessage());
      return Switcher.AGAIN;
    }
  }

  private static Switcher assemble(
      SwitcherArguments told,
      Time time,
      Seam seam,
      Function<String, UpdaterProvider> providers,
      Switcher.BootGate gate)
      throws UpdateException, InterruptedException {
    StateDirectory state = StateDirectory.at(told.state(), seam);
    Strategy strategy = told.entry().strategy();
    Processes processes = new Processes(seam);
    Environment environment =
        new Environment(
            strategy.settings(),
            strategy.agentVersion(),
            state.root(),
            state.backups(),
            strategy.backupsKept(),
            processes,
            time,
            seam);
    WriteLock lock = new WriteLock(state, time);
    Interruption interruption = new Interruption(time);
    UpdateRun run =
        new UpdateRun(
            state,
            new Journal(state, lock, seam, Owner.SWITCHER),
            ContainedProvider.of(providers.apply(strategy.provider())).make(environment),
            interruption,
            new Telling(new UpdateListener() {}, time),
            time);
    HealthWatch.Maker watches =
        HealthWatch.maker(new Confirmation(state.confirmed()), processes, interruption, time);
    History history = new History(state, lock, seam);
    return new Switcher(told, state, history, run, new SecondHalf(run, watches), seam, gate);
  }

  private static UpdaterProvider provider(String name) {
    try {
      return Class.forName(name)
          .asSubclass(UpdaterProvider.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException | LinkageError missing) {
      throw new IllegalArgumentException(
          name + " is not an update strategy that can be made here: " + missing, missing);
    }
  }
}
