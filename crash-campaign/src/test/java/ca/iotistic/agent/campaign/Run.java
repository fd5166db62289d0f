package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Policy;
import ca.iotistic.agent.campaign.Container.Role;
import ca.iotistic.agent.campaign.Container.Spec;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.update.HealthSettings;
import ca.iotistic.agent.update.Outcome;
import ca.iotistic.agent.update.UpdateEngine;
import ca.iotistic.agent.update.UpdateListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** One run of one device, from the command to rest. */
final class Run {
  private static final long LIMIT = 2 * 3600_000L;
  private static final long LOOK = 2000;

  /** After rest nothing may stir: one reconciliation long, in a process that stands still. */
  private static final long CALM = 110_000;

  /**
   * What came of it.
   *
   * @param wrong empty if every rule held
   * @param ending how the update ended
   * @param phases of each journal write
   * @param recovery simulated milliseconds from the last fault to rest
   */
  record Result(
      List<String> wrong, String ending, List<Event> events, List<String> phases, long recovery) {
    boolean failed() {
      return !wrong.isEmpty();
    }
  }

  /** What the engine logs of ten thousand updates helps nobody. Held, lest it be collected. */
  static final Logger LOG = Logger.getLogger("ca.iotistic.agent");

  static {
    LOG.setLevel(Level.OFF);
  }

  private final SimWorld world;
  private long restSince = -1;
  private Optional<Result> result = Optional.empty();

  private Run(SimWorld world) {
    this.world = world;
  }

  static Result of(SimWorld.Setup setup) throws IOException {
    Path root = Files.createTempDirectory(base(), "campaign");
    try {
      return new Run(new SimWorld(setup, root.resolve("state"))).go();
    } finally {
      delete(root);
    }
  }

  /** In memory where there is such a place: nothing here needs to outlive the machine. */
  private static Path base() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private Result go() throws IOException {
    Files.createDirectories(world.root());
    // The real one is large, and random: too much for ten thousand devices.
    Files.write(world.root().resolve("ballast"), new byte[1]);
    install();
    world.scheduler().at(LOOK, this::look);
    world.scheduler().run();
    return result.orElseGet(this::result);
  }

  /** Asked for while the device is still alive. */
  private Result result() {
    try {
      List<Outcome> history = history();
      List<String> wrong = Verdict.of(world, history);
      if (restSince < 0) {
        wrong.add("does not come to rest");
      }
      return new Result(
          wrong,
          Verdict.ending(history),
          world.events().trail(),
          world.invariants().phases(),
          Math.max(restSince - Math.max(world.lastStrike(), 0), 0));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void install() {
    Platform platform = world.platform();
    Policy policy = world.scenario().policy();
    if (world.scenario() == Scenario.BY_HAND) {
      Spec older = new Spec(Role.AGENT, "1.0.4", "u0", List.of());
      Container backup = platform.create(SimWorld.NAME + "-backup-1", older, Policy.NO);
      backup.state = Container.State.EXITED;
    }
    Container agent =
        platform.create(SimWorld.NAME, new Spec(Role.AGENT, Scenario.OLD, "", List.of()), policy);
    platform.start(agent);
    if (world.scenario().inPlace()) {
      Spec host = new Spec(Role.HOST, "host", "", List.of());
      platform.start(platform.create("host", host, Policy.ALWAYS));
    }
  }

  private void look() {
    long now = world.scheduler().now();
    boolean rest = Verdict.atRest(world);
    if (!rest) {
      restSince = -1;
    } else if (restSince < 0) {
      restSince = now;
    }
    if ((rest && now - restSince > CALM) || now > LIMIT) {
      result = Optional.of(result());
      world.scheduler().stop();
    } else {
      world.scheduler().at(now + LOOK, this::look);
    }
  }

  private List<Outcome> history() throws IOException {
    if (!Files.exists(world.root())) {
      return List.of();
    }
    StateDirectory state = StateDirectory.at(world.root(), Seam.NONE);
    Environment environment =
        new Environment(
            world.settings(),
            "",
            state.root(),
            state.backups(),
            3,
            new Processes(Seam.NONE),
            new SimTime(world),
            Seam.NONE);
    Spec nobody = new Spec(Role.HOST, "", "", List.of());
    Container reader = new Container("", "reader", nobody, Policy.NO);
    UpdateEngine engine =
        UpdateEngine.create(
            new UpdateEngine.Parts(
                state,
                new SimProvider(new DumbProcess(world, reader)),
                environment,
                HealthSettings.from(world.settings()),
                job -> {},
                new UpdateListener() {},
                () -> true,
                List::of));
    return engine.history();
  }

  static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
