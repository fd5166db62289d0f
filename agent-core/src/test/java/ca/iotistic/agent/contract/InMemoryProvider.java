package ca.iotistic.agent.contract;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.List;

/** The strategy {@code memory}, for {@code Builder.updater} in unit tests of an application. */
public final class InMemoryProvider implements UpdaterProvider {
  @Override
  public String id() {
    return "memory";
  }

  @Override
  public List<Check> check(Environment environment) {
    return InMemoryPlatform.of(environment).isPresent()
        ? List.of(Check.met("there is a platform in memory"))
        : List.of(
            Check.refused(
                Reason.UNSUPPORTED_TARGET,
                "there is no platform in memory of that name",
                "open one, and set " + InMemoryPlatform.SETTING + " to its name"));
  }

  @Override
  public Updater create(Environment environment) {
    InMemoryPlatform platform =
        InMemoryPlatform.of(environment)
            .orElseThrow(() -> new IllegalStateException("open a platform in memory first"));
    return new InMemoryUpdater(platform, environment.seam(), true, environment.backupsKept());
  }
}
