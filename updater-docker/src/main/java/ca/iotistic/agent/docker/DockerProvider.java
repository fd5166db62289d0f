package ca.iotistic.agent.docker;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.List;
import java.util.Optional;

/** Replaces the agent's own container, or the one of {@code docker.container}. */
public final class DockerProvider implements UpdaterProvider {
  @Override
  public String id() {
    return "docker";
  }

  @Override
  public List<Check> check(Environment environment) {
    try (Engine engine = connect(environment)) {
      return new Preflight(
              engine,
              environment,
              OwnContainer.ofThisProcess(engine, environment.stateDirectory()),
              FreeSpace::seenFromHere)
          .checks();
    } catch (IllegalArgumentException wrongHost) {
      return List.of(
          Check.refused(
              Reason.PLATFORM_UNAVAILABLE,
              "docker.host names an engine",
              String.valueOf(wrongHost.getMessage())));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of(
          Check.refused(Reason.TIMED_OUT, "the engine was asked", "ask again: interrupted"));
    }
  }

  @Override
  public List<Check> advice(Environment environment) {
    try (Engine engine = connect(environment)) {
      OwnContainer own = OwnContainer.ofThisProcess(engine, environment.stateDirectory());
      return new RegistryCheck(engine, environment, own).checks();
    } catch (IllegalArgumentException toldByTheCheck) {
      return List.of();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  @Override
  public Updater create(Environment environment) {
    Engine engine = connect(environment);
    return new DockerUpdater(
        engine,
        environment,
        OwnContainer.ofThisProcess(engine, environment.stateDirectory()),
        FreeSpace::seenFromHere);
  }

  static Engine connect(Environment environment) {
    return Engine.connect(
        Optional.of(environment.setting("docker.host", "")).filter(host -> !host.isEmpty()),
        environment.time(),
        environment.seam());
  }
}
