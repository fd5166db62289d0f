package ca.iotistic.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.contract.InMemoryPlatform;
import ca.iotistic.agent.contract.InMemoryProvider;
import ca.iotistic.agent.contract.Stage.Conduct;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's unit test: a whole agent, with the platform in memory and the cloud a fake. */
final class InMemoryAgentTest {
  @TempDir Path directory;

  @Test
  void updatesAndGoesBackWithoutAPlatform() throws Exception {
    InMemoryPlatform platform = InMemoryPlatform.open("pump", "1.0.5");
    platform.publish("1.0.6", Conduct.WORKS);
    platform.publish("1.0.7", Conduct.ENDS);
    FakeCloud cloud = new FakeCloud();
    try (UpdateAgent agent =
        UpdateAgent.builder()
            .device("pump-7")
            .version("1.0.0")
            .stateDirectory(directory.resolve("state"))
            .settings(
                Map.of(
                    "updater",
                    "memory",
                    InMemoryPlatform.SETTING,
                    "pump",
                    "health.stable_for",
                    "1s"))
            .updater(InMemoryProvider.class)
            .connection(cloud, cloud)
            .build()) {
      agent.start();

      cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");
      cloud.awaitStatus("update_succeeded");
      assertThat(platform.comesBack()).contains("1.0.6");

      cloud.send("{\"action\":\"update\",\"version\":\"1.0.7\"}");
      assertThat(cloud.awaitStatus("update_failed").path("reason").asText()).isEqualTo("crashed");
      assertThat(platform.running()).contains("1.0.6");
      assertThat(platform.comesBack()).contains("1.0.6");
    }
  }
}
