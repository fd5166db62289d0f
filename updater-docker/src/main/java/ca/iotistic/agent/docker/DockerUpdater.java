package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.registry.RegistryTags;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.time.Duration;
import java.util.List;

/** The verbs; each one is a class of its own. */
final class DockerUpdater implements Updater {
  private final Engine engine;
  private final Environment environment;
  private final OwnContainer own;
  private final Images images;
  private final Backups backups;
  private final Releases releases;
  private final Preparation preparation;
  private final SwitcherContainer switcher;
  private final Activation activation;
  private final Observation observation;
  private final WayBack wayBack;
  private final Tidying tidying;

  DockerUpdater(Engine engine, Environment environment, OwnContainer own, FreeSpace space) {
    this.engine = engine;
    this.environment = environment;
    this.own = own;
    this.images = new Images(environment);
    RegistryAuth auth = new RegistryAuth(environment);
    BackupStore store = new BackupStore(environment.backups(), environment.seam());
    this.backups = new Backups(engine, store, images);
    Pruning pruning = new Pruning(engine, store, backups);
    Marks marks = new Marks(environment.seam());
    Removing removing = new Removing(engine, marks);
    Charge charge = new Charge(engine, environment.time());
    Disk disk = new Disk(environment.processes());
    this.releases =
        new Releases(
            engine, images, new Tagged(engine, images, auth), RegistryTags.patient(environment));
    this.preparation =
        new Preparation(
            engine,
            new ImageFetch(engine, auth, space, pruning, disk),
            backups,
            marks,
            new NewContainer(engine, removing));
    this.switcher = new SwitcherContainer(engine, store);
    this.activation = new Activation(engine, charge, marks, disk);
    this.observation = new Observation(engine);
    this.wayBack =
        new WayBack(
            engine,
            charge,
            new Rungs(engine, charge, store, new Recreating(engine, auth), marks),
            new Discarding(engine, store, backups, marks, removing));
    this.tidying = new Tidying(engine, store, backups, pruning, charge, removing);
  }

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    return asking(
        "looking at the container in charge",
        () -> {
          Target target = target();
          String version = images.installed(target, engine.findImage(target.imageId()));
          return new Installed(version, target.identity(), target.self());
        });
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    return asking(
        "looking for version " + request.version(), () -> releases.resolve(request, target()));
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    return asking(
        "preparing version " + update.release().version(),
        () -> preparation.prepare(update, target()));
  }

  @Override
  public boolean handOver(Update update, List<String> command)
      throws UpdateException, InterruptedException {
    return asking(
        "handing over to the switcher",
        () -> {
          // As it was when the update began: a proof that fails now must not make the agent stop
          // itself in place.
          if (!update.previous().self()) {
            return false;
          }
          switcher.handOver(update, command);
          return true;
        });
  }

  @Override
  public boolean switcherAlive(Update update) throws UpdateException, InterruptedException {
    return asking("looking at the switcher", () -> switcher.alive(update));
  }

  @Override
  public List<String> switcherLog(Update update) throws UpdateException, InterruptedException {
    return asking("reading the log of the switcher", () -> switcher.log(update));
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    asking(
        "switching to version " + update.release().version(),
        () -> {
          activation.activate(update);
          return true;
        });
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    return asking("looking at the new container", () -> observation.health(update));
  }

  @Override
  public List<String> logTail(Update update) throws UpdateException, InterruptedException {
    if (update.prepared().equals(Prepared.NOT_YET)) {
      return List.of();
    }
    return asking("reading the log of the new container", () -> observation.logTail(update));
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    asking(
        "going back to version " + update.previous().version(),
        () -> {
          wayBack.rollBack(update);
          return true;
        });
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    return asking(
        "setting the restart policy of the new container", () -> activation.commit(update));
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    return asking("listing the backups", () -> backups.list(target().name()));
  }

  @Override
  public void release(Update update) throws UpdateException, InterruptedException {
    asking(
        "removing the switcher",
        () -> {
          switcher.release(update);
          return true;
        });
  }

  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    return asking("tidying up", () -> tidying.tidy(target(), environment.backupsKept()));
  }

  private Target target() throws EngineException, UpdateException, InterruptedException {
    return Target.find(engine, environment, own);
  }

  /** A verb's work, in terms of the engine. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws EngineException, UpdateException, InterruptedException;
  }

  private static <T> T asking(String what, Work<T> work)
      throws UpdateException, InterruptedException {
    try {
      return work.run();
    } catch (EngineException failed) {
      // Where a failure means something in particular, it has been told on the way.
      throw failed.toUpdate(Reason.PLATFORM_UNAVAILABLE, what);
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
