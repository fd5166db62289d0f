package ca.iotistic.agent;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.mqtt.Greeting;
import ca.iotistic.agent.mqtt.MqttSettings;
import ca.iotistic.agent.schedule.Outlook;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Check;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.update.ContainedProvider;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** An inspection from a process that is not the agent: opens none of its files for writing. */
final class Beside implements Inspection {
  private final Wanted wanted;
  private final StateDirectory state;
  private final Environment environment;
  private final Time time;

  Beside(Wanted wanted, Time time) {
    this.wanted = wanted;
    this.time = time;
    this.state = StateDirectory.at(wanted.stateDirectory(), Seam.NONE);
    this.environment = Platform.environment(wanted, state, time, Seam.NONE, moment -> {});
  }

  @Override
  public List<Check> checks() throws UpdateException {
    return provider().all(environment);
  }

  @Override
  public List<Backup> backups() throws UpdateException, InterruptedException {
    try (Updater updater = provider().create(environment)) {
      return updater.backups();
    }
  }

  private ContainedProvider provider() throws UpdateException {
    return ContainedProvider.of(Platform.choose(wanted, environment));
  }

  @Override
  public Outlook outlook() throws IOException {
    return Outlook.of(state, wanted.settings().plan(wanted.device()), Assembly.BUILT, time);
  }

  @Override
  public Optional<Greeting> broker() throws InterruptedException {
    if (wanted.settings().get("mqtt.url").isEmpty()) {
      return Optional.empty();
    }
    try {
      MqttSettings settings = MqttSettings.from(wanted.settings().all(), wanted.device());
      return Optional.of(Greeting.of(settings, wanted.device(), time));
    } catch (IllegalArgumentException wrong) {
      return Optional.of(Greeting.refused(String.valueOf(wrong.getMessage())));
    }
  }
}
