package ca.iotistic.examples.folders;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.FakeCloud;
import ca.iotistic.agent.UpdateAgent;
import ca.iotistic.agent.contract.Stage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The strategy in an application that gives its class to the builder. */
final class EmbeddedTest {
  @TempDir Path directory;

  @Test
  void anApplicationUpdatesTheProgramWithIt() throws Exception {
    FakeCloud cloud = new FakeCloud();
    try (FoldersStage stage = new FoldersStage(directory);
        UpdateAgent agent =
            UpdateAgent.builder()
                .device("pump-7")
                .version("1.0.0")
                .stateDirectory(directory.resolve("agent"))
                .settings(
                    Map.of(
                        "updater",
                        "folders",
                        "plugin.folders.root",
                        stage.root().toString(),
                        "plugin.folders.source",
                        stage.source().toString(),
                        "health.stable_for",
                        "1s"))
                .updater(FoldersProvider.class)
                .connection(cloud, cloud)
                .build()) {
      stage.publish("1.0.6", Stage.Conduct.WORKS);
      stage.publish("1.0.7", Stage.Conduct.ENDS);
      agent.start();

      cloud.send("{\"action\":\"update\",\"version\":\"1.0.6\"}");
      cloud.awaitStatus("update_succeeded");
      assertThat(stage.running()).contains("1.0.6");

      cloud.send("{\"action\":\"update\",\"version\":\"1.0.7\"}");
      assertThat(cloud.awaitStatus("update_failed").path("reason").asText()).isEqualTo("crashed");
      assertThat(stage.running()).contains("1.0.6");
    }
  }
}
