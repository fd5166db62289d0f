package ca.iotistic.agent.campaign;

import ca.iotistic.agent.campaign.Container.Policy;
import ca.iotistic.agent.campaign.Container.Role;
import ca.iotistic.agent.campaign.Container.Spec;
import ca.iotistic.agent.campaign.Container.State;
import ca.iotistic.agent.spi.Backup;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The order of a container strategy, as idempotent verbs on the simulated platform. */
final class SimUpdater implements Updater {
  private final SimProcess process;
  private final SimWorld world;
  private final Settler settler;

  SimUpdater(SimProcess process) {
    this.process = process;
    this.world = process.world();
    this.settler = new Settler(process);
  }

  @Override
  public Installed installed() throws UpdateException, InterruptedException {
    Container target = settler.ask(platform -> target(platform));
    return new Installed(target.spec.image(), identity(target.spec.image()), !inPlace());
  }

  @Override
  public Release resolve(Request request) throws UpdateException, InterruptedException {
    settler.settle("resolve", platform -> false, platform -> {});
    return release(request.version());
  }

  @Override
  public Prepared prepare(Update update) throws UpdateException, InterruptedException {
    update.progress().report(1, 2);
    settler.settle("pull", platform -> false, platform -> {});
    Container old = settler.ask(platform -> target(platform));
    settler.settle(
        "create new",
        platform -> replacement(platform, update).isPresent(),
        platform ->
            platform.create(
                SimWorld.NAME + "-new-" + update.id(),
                new Spec(Role.AGENT, update.release().version(), update.id(), List.of()),
                Policy.NO));
    return new Prepared(
        identity(update.release().version()),
        Map.of("old", old.id, "policy", world.scenario().policy().name()));
  }

  @Override
  public boolean handOver(Update update, List<String> switcher)
      throws UpdateException, InterruptedException {
    if (inPlace()) {
      return false;
    }
    settler.settle(
        "create helper",
        platform -> helper(platform, update).isPresent(),
        platform ->
            platform.create(
                SimWorld.NAME + "-switcher",
                new Spec(Role.HELPER, "helper", update.id(), switcher),
                Policy.ALWAYS));
    settler.settle(
        "start helper",
        platform -> helper(platform, update).filter(Container::alive).isPresent(),
        platform -> helper(platform, update).ifPresent(platform::start));
    return true;
  }

  @Override
  public boolean switcherAlive(Update update) throws UpdateException, InterruptedException {
    return settler.ask(platform -> helper(platform, update).filter(Container::alive).isPresent());
  }

  @Override
  public void activate(Update update) throws UpdateException, InterruptedException {
    Optional<Container> found = settler.ask(platform -> replacement(platform, update));
    Container replacement =
        found.orElseThrow(
            () -> new UpdateException(Reason.START_FAILED, "the new container has been removed"));
    Optional<Container> old = old(update);
    if (old.isPresent()) {
      if (!world.breaks(BrokenStrategy.OLD_KEEPS_ITS_POLICY)) {
        settler.policy("old", old.get(), Policy.NO);
      }
      settler.stop("old", old.get());
      settler.rename("old", old.get(), backupName(update));
    }
    settler.rename("new", replacement, SimWorld.NAME);
    settler.start("new", replacement);
  }

  @Override
  public Health health(Update update) throws UpdateException, InterruptedException {
    return settler.ask(
        platform ->
            replacement(platform, update)
                .map(container -> Behaviour.health(world, container))
                .orElse(new Health.Unhealthy(Reason.START_FAILED, "the container is gone")));
  }

  @Override
  public void rollBack(Update update) throws UpdateException, InterruptedException {
    new SimRollBack(world, settler)
        .run(update, settler.ask(p -> replacement(p, update)), old(update));
  }

  @Override
  public Duration commit(Update update) throws UpdateException, InterruptedException {
    Optional<Container> replacement = settler.ask(platform -> replacement(platform, update));
    Container running =
        replacement.orElseThrow(
            () -> new UpdateException(Reason.START_FAILED, "the new container has been removed"));
    if (!world.breaks(BrokenStrategy.COMMIT_GIVES_NO_POLICY)) {
      settler.policy("new", running, world.scenario().policy());
    }
    long since = old(update).map(container -> container.finishedAt).orElse(running.startedAt);
    return Duration.ofMillis(Math.max(0, running.startedAt - since));
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    List<Backup> found = new ArrayList<>();
    for (Container container : settler.ask(platform -> List.copyOf(platform.containers()))) {
      if (container.agent()
          && container.state == State.EXITED
          && container.name.contains("-backup-")) {
        String image = container.spec.image();
        found.add(new Backup(container.name, release(image), identity(image), Instant.EPOCH, true));
      }
    }
    return found;
  }

  @Override
  public void release(Update update) throws UpdateException, InterruptedException {
    settler.settle(
        "remove helper",
        platform -> helper(platform, update).isEmpty(),
        platform -> helper(platform, update).ifPresent(platform::remove));
  }

  /** What an update that has ended may have left: a new one that never ran, a helper. */
  @Override
  public List<String> tidy() throws UpdateException, InterruptedException {
    Container self = settler.ask(platform -> target(platform));
    settler.policy("own", self, world.scenario().policy());
    settler.rename("own", self, SimWorld.NAME);
    for (Container left : settler.ask(platform -> List.copyOf(platform.containers()))) {
      if (left.spec.role() == Role.HELPER || left.state == State.CREATED) {
        settler.settle(
            "remove leftover",
            platform -> platform.byId(left.id).isEmpty(),
            platform -> platform.remove(left));
      }
    }
    return List.of();
  }

  private boolean inPlace() {
    return world.scenario().inPlace();
  }

  /** The agent's own container, or the one that it looks after. */
  private Container target(Platform platform) {
    if (!inPlace()) {
      return process.container();
    }
    return platform.containers().stream()
        .filter(c -> c.agent() && c.policy != Policy.NO)
        .findFirst()
        .or(() -> platform.byName(SimWorld.NAME))
        .orElseThrow();
  }

  private Optional<Container> old(Update update) throws UpdateException, InterruptedException {
    String id = update.prepared().state().getOrDefault("old", "");
    return settler.ask(platform -> platform.byId(id));
  }

  private static Optional<Container> replacement(Platform platform, Update update) {
    return platform.containers().stream()
        .filter(c -> c.agent() && c.spec.update().equals(update.id()))
        .findFirst();
  }

  private static Optional<Container> helper(Platform platform, Update update) {
    return platform.containers().stream()
        .filter(c -> c.spec.role() == Role.HELPER && c.spec.update().equals(update.id()))
        .findFirst();
  }

  private static Release release(String version) {
    return new Release(version, identity(version), 1, Map.of());
  }

  static String identity(String version) {
    return "sha256:" + version;
  }

  static String backupName(Update update) {
    return SimWorld.NAME + "-backup-" + update.startedAt().getEpochSecond();
  }
}
