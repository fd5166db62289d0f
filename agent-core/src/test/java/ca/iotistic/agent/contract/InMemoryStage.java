package ca.iotistic.agent.contract;

import ca.iotistic.agent.io.ManualTime;
import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A platform in memory as a stage. */
class InMemoryStage implements Stage {
  private static final int BACKUPS = 3;

  private final String name = UUID.randomUUID().toString();
  private final Path state;
  private final InMemoryPlatform platform = InMemoryPlatform.open(name, FIRST);

  InMemoryStage(Path state) {
    this.state = state;
  }

  final InMemoryPlatform platform() {
    return platform;
  }

  @Override
  public UpdaterProvider provider() {
    return new InMemoryProvider();
  }

  @Override
  public final Environment environment(Seam seam) {
    return new Environment(
        Map.of(InMemoryPlatform.SETTING, name),
        FIRST,
        state,
        state.resolve("backups"),
        BACKUPS,
        new Processes(seam),
        new ManualTime("2026-11-10T02:00:00Z"),
        seam);
  }

  @Override
  public Updater away() {
    return new InMemoryUpdater(platform, Seam.NONE, false, BACKUPS);
  }

  @Override
  public final void publish(String version, Conduct conduct) {
    platform.publish(version, conduct);
  }

  @Override
  public final Optional<String> running() {
    return platform.running();
  }

  @Override
  public final String run() {
    return platform.unit(InMemoryPlatform.TARGET).map(unit -> "run-" + unit.run()).orElse("none");
  }

  @Override
  public final Optional<String> comesBack() {
    return platform.comesBack();
  }

  @Override
  public final List<String> belongings() {
    return platform.belongings();
  }

  @Override
  public final Path state() {
    return state;
  }

  @Override
  public final void close() {
    InMemoryPlatform.close(name);
  }
}
