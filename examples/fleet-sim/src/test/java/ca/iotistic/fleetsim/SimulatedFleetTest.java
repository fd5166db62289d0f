package ca.iotistic.fleetsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.mqtt.Cloud;
import ca.iotistic.agent.mqtt.Mosquitto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulatedFleetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void devicesUpdateAsTheCoreDoesAndOnSomeABadVersionFails() throws Exception {
    try (Mosquitto broker = Mosquitto.in(directory.resolve("broker")).start();
        Cloud cloud = Cloud.at(broker)) {
      Options options =
          Options.of(broker.port(), directory.resolve("fleet"), 20).failing(0.5, "1.0.6");
      try (SimulatedFleet fleet = SimulatedFleet.start(options)) {
        List<String> uuids = SimulatedFleet.uuids(options);
        for (String uuid : uuids) {
          cloud.publish(
              "agent/" + uuid + "/update",
              "{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"u-" + uuid + "\"}",
              1,
              true);
        }

        for (String uuid : uuids) {
          String end = fleet.works(uuid, "1.0.6") ? "update_succeeded" : "update_failed";
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      cloud.heard("agent/" + uuid + "/status").stream()
                          .anyMatch(status -> status.contains(end)));
          assertThat(fleet.versions().get(uuid))
              .isEqualTo(fleet.works(uuid, "1.0.6") ? "1.0.6" : "1.0.5");
        }
        assertThat(uuids.stream().filter(uuid -> fleet.works(uuid, "1.0.6")).count())
            .isBetween(1L, 19L);

        for (String uuid : uuids) {
          cloud.publish(
              "agent/" + uuid + "/update",
              "{\"action\":\"update\",\"version\":\"1.0.7\"}",
              1,
              true);
        }
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(fleet.versions().values()).containsOnly("1.0.7"));
      }
    }
  }

  @Test
  void manyDevicesUseUpNoWatchesOfTheSystem() throws Exception {
    long before = watches();
    try (Mosquitto broker = Mosquitto.in(directory.resolve("broker")).start();
        Cloud cloud = Cloud.at(broker);
        SimulatedFleet fleet =
            SimulatedFleet.start(Options.of(broker.port(), directory.resolve("fleet"), 10))) {
      await().atMost(PATIENCE).until(() -> !cloud.heard("agent/sim-0009/state").isEmpty());

      assertThat(watches()).isEqualTo(before);
    }
  }

  private static long watches() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(SimulatedFleetTest::isWatch).count();
    }
  }

  private static boolean isWatch(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("inotify");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void whoIsAwayUpdatesWhenItIsBack() throws Exception {
    try (Mosquitto broker = Mosquitto.in(directory.resolve("broker")).start();
        Cloud cloud = Cloud.at(broker);
        SimulatedFleet fleet =
            SimulatedFleet.start(Options.of(broker.port(), directory.resolve("fleet"), 1))) {
      await().atMost(PATIENCE).until(() -> !cloud.heard("agent/sim-0000/state").isEmpty());
      fleet.away("sim-0000", true);
      cloud.publish(
          "agent/sim-0000/update",
          "{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"u\"}",
          1,
          true);
      assertThat(cloud.heard("agent/sim-0000/state"))
          .last()
          .asString()
          .contains("\"online\":false");

      fleet.away("sim-0000", false);

      await().atMost(PATIENCE).until(() -> "1.0.6".equals(fleet.versions().get("sim-0000")));
      assertThat(fleet.commands().get("sim-0000")).containsOnly("u");
    }
  }
}
