package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OriginalExamplesIT extends OriginalExamples {
  OriginalExamplesIT() {
    super("itshort", Scene.SHORT_TOPICS);
  }

  @Test
  void batchInALoopUpdatesFiveDevices() throws Exception {
    scene.publish("1.0.5");
    scene.publish("1.0.6");
    List<Device> fleet = fleet(5);
    try {
      Path statuses =
          notebook()
              .leaveRunning(
                  "mosquitto_sub -h localhost -p 1883 -u admin -P password -t \"agent/+/status\" -v",
                  "statuses");
      // Retained, so it does not matter who listens already.
      notebook()
          .paste(
              """
              for device in device-1 device-2 device-3 device-4 device-5; do
                mosquitto_pub -h localhost -p 1883 -u admin -P password -q 1 -r \\
                  -t "agent/$device/update" \\
                  -m '{"action":"update","version":"1.0.6","scheduled_time":"2025-11-10T02:00:00Z"}'
              done
              """);

      Awaitility.await("five ends")
          .atMost(Statuses.LIMIT.multipliedBy(2))
          .until(() -> ends(statuses) == 5);
      assertThat(Files.readString(statuses)).doesNotContain("update_failed");
      fleet.forEach(device -> device.awaitAgent("1.0.6"));
      fleet.forEach(device -> device.awaitNoLeftovers(1));
    } finally {
      fleet.forEach(Device::remove);
    }
  }

  private static long ends(Path statuses) throws Exception {
    return Files.readString(statuses)
        .lines()
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .filter(json -> json.startsWith("{") && Statuses.isTerminal(Json.read(json)))
        .count();
  }
}
