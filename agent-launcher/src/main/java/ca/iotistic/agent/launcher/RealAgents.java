package ca.iotistic.agent.launcher;

import ca.iotistic.agent.Inspection;
import ca.iotistic.agent.LocalControl;
import ca.iotistic.agent.UpdateAgent;
import ca.iotistic.agent.launcher.config.Configuration;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes them of the library. */
final class RealAgents implements Agents {
  private static final Logger LOG = LoggerFactory.getLogger(RealAgents.class);

  private final String version;

  RealAgents(String version) {
    this.version = version;
  }

  @Override
  public Agent make(Configuration configuration, boolean connected)
      throws IOException, UpdateException, InterruptedException {
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
  public Inspection inspect(Configuration configuration) throws InterruptedException {
    return builder(configuration, configuration.settings()).inspect();
  }

  private UpdateAgent.Builder builder(Configuration configuration, Map<String, String> settings)
      throws InterruptedException {
    UpdateAgent.Builder builder =
        UpdateAgent.builder()
            .device(configuration.get("device").orElse("unnamed"))
            .version(version)
            .stateDirectory(configuration.stateDirectory())
            .settings(settings);
    Plugins plugins = Plugins.of(configuration);
    for (Plugins.Loaded plugin : plugins.loaded()) {
      LOG.info("update strategy {} of the plug-in {}", plugin.id(), plugin.jar());
      builder.updater(plugin.type());
    }
    for (Plugins.Trouble trouble : plugins.troubles()) {
      LOG.warn("{}", trouble);
      builder.missing(trouble.toString());
    }
    return builder;
  }
}
