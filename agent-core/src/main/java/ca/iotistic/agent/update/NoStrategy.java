package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.util.List;

/**
 * Stands in where no strategy can be chosen: the agent runs and answers, and refuses updates with
 * why. It never knows what is in charge, so a new version that is as lost does not confirm itself.
 */
record NoStrategy(UpdateException why) implements UpdaterProvider {
  @Override
  public String id() {
    return "none";
  }

  @Override
  public List<Check> check(Environment environment) {
    return List.of(Check.refused(why.reason(), String.valueOf(why.getMessage()), ""));
  }

  @Override
  public Updater create(Environment environment) {
    return new NoUpdater(why);
  }
}
