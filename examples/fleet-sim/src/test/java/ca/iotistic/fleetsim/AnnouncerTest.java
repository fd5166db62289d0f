package ca.iotistic.fleetsim;

import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.mqtt.Cloud;
import ca.iotistic.agent.mqtt.Mosquitto;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnnouncerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void deviceSaysTheVersionThatItWasUpdatedTo() throws Exception {
    try (Mosquitto broker = Mosquitto.in(directory.resolve("broker")).start();
        Cloud cloud = Cloud.at(broker);
        SimulatedFleet fleet =
            SimulatedFleet.start(Options.of(broker.port(), directory.resolve("fleet"), 1))) {
      cloud.publish(
          "agent/sim-0000/update", "{\"action\":\"update\",\"version\":\"1.0.6\"}", 1, true);

      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                List<String> states = cloud.heard("agent/sim-0000/state");
                return !states.isEmpty()
                    && states.get(states.size() - 1).contains("\"version\":\"1.0.6\"")
                    && states.get(states.size() - 1).contains("update_succeeded");
              });
    }
  }
}
