package ca.iotistic.agent.campaign;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.List;

/** The strategy of the simulated platform, seen from one process. */
final class SimProvider implements UpdaterProvider {
  private final SimProcess process;

  SimProvider(SimProcess process) {
    this.process = process;
  }

  @Override
  public String id() {
    return "memory";
  }

  @Override
  public List<Check> check(Environment environment) {
    return List.of(Check.met("the platform is simulated"));
  }

  @Override
  public Updater create(Environment environment) {
    return new SimUpdater(process);
  }
}
