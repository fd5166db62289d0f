package ca.iotistic.agent.launcher;

import ca.iotistic.agent.Inspection;
import ca.iotistic.agent.LocalControl;
import ca.iotistic.agent.UpdateAgent;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Makes them of the library. */
final class RealAgents implements Agents {
  private final String version;

  RealAgents(String version) {
    this.version = version;
  }

  @Override
  public Agent make(Configuration configuration, boolean connected)
      throws IOException, UpdateException {
    Map<String, String> settings = new TreeMap<>(configuration.settings());
    if (!connected) {
      settings.remove("mqtt.url");
    }
    UpdateAgent agent = builder(configuration, settings).build();
    return new Agent() {
      @Override
      public void start() {
        agent.start();
      }

      @Override
      public void close() {
        agent.close();
      }

      @Override
      public LocalControl local() {
        return agent.local();
      }
    };
  }

  @Override
  public Inspection inspect(Configuration configuration) throws IOException {
    return builder(configuration, configuration.settings()).inspect();
  }

  private UpdateAgent.Builder builder(Configuration configuration, Map<String, String> settings)
      throws IOException {
    UpdateAgent.Builder builder =
        UpdateAgent.builder()
            .device(configuration.get("device").orElse("unnamed"))
            .version(version)
            .stateDirectory(configuration.stateDirectory())
            .settings(settings);
    Plugins.providers(configuration).forEach(builder::updater);
    return builder;
  }
}
