package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The main job, with the commands that people have in their notes. */
class UpdateOverMqttIT {
  private static final String CRASH =
      "CMD [\"sh\", \"-c\", \"echo cannot open the database; exit 3\"]";

  @RegisterExtension final Scene scene = Scene.alone("itstory");

  @Test
  void updatesThenRollsBackABrokenVersionThenIsRestoredByHand() throws Exception {
    scene.publish("1.0.6");
    scene.publish("1.0.7", "ENTRYPOINT []", CRASH);
    scene.start("1.0.5", scene.options());

    publishByHand("1.0.6", 1_699_564_800_000L);
    assertSucceeded();
    publishByHand("1.0.7", 1_699_564_900_000L);
    assertRolledBack();
    restoreByHand();
    scene.device().engine().restart();
    scene.device().awaitAgent("1.0.5");
  }

  private void assertSucceeded() {
    JsonNode end = scene.cloud().await("the end of 1.0.6", Statuses::isTerminal);
    assertThat(end.path("type").asText()).isEqualTo("update_succeeded");
    assertThat(end.path("previous_version").asText()).isEqualTo("1.0.5");
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.6");
    assertThat(end.path("device").asText()).isEqualTo("updated");
    assertThat(end.path("duration_ms").isNumber()).isTrue();
    assertThat(end.path("downtime_ms").isNumber()).isTrue();

    List<JsonNode> all = scene.cloud().of(end.path("update_id").asText());
    assertThat(all)
        .extracting(s -> s.path("type").asText())
        .startsWith("update_command_received")
        .containsSubsequence("update_started", "update_progress", "update_succeeded")
        .endsWith("update_succeeded");
    assertThat(all.get(0).path("version").asText()).isEqualTo("1.0.6");
    JsonNode started =
        scene.cloud().await("the start", s -> s.path("type").asText().equals("update_started"));
    assertThat(started.path("current_version").asText()).isEqualTo("1.0.5");
    assertThat(started.path("target_version").asText()).isEqualTo("1.0.6");
    assertThat(started.path("deployment_type").asText()).isEqualTo("docker");
    assertThat(all).allSatisfy(s -> assertThat(s.path("timestamp").asLong()).isPositive());

    assertThat(
            scene
                .device()
                .engine()
                .must("inspect", scene.device().name(), "--format={{.Config.Image}}"))
        .isEqualTo(scene.device().image("1.0.6"));
    assertThat(scene.device().backups())
        .singleElement()
        .asString()
        .matches(scene.device().name() + "-backup-\\d{8}-\\d{6}");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);
  }

  private void assertRolledBack() {
    JsonNode end =
        scene
            .cloud()
            .await("the end of 1.0.7", s -> s.path("type").asText().equals("update_failed"));
    assertThat(end.path("reason").asText()).isEqualTo("crashed");
    assertThat(end.path("rolled_back").asBoolean()).isTrue();
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.6");
    assertThat(end.path("device").asText()).isEqualTo("rolled_back");
    assertThat(end.path("log_tail").asText()).contains("cannot open the database");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);
  }

  /** The four commands of the handbook. */
  private void restoreByHand() {
    Engine engine = scene.device().engine();
    String name = scene.device().name();
    String backup = scene.device().backups().get(0);
    engine.must("stop", name);
    engine.must("rm", name);
    engine.must("rename", backup, name);
    engine.must("start", name);
    scene.cloud().awaitOnline("1.0.5");
    scene.device().awaitAgent("1.0.5");
  }

  private void publishByHand(String version, long timestamp) {
    new Shell(Path.of("."), Map.of())
        .run(
            "mosquitto_pub",
            "-h",
            "localhost",
            "-p",
            Integer.toString(scene.brokerPort()),
            "-u",
            "admin",
            "-P",
            "password",
            "-t",
            "agent/" + scene.device().name() + "/update",
            "-m",
            "{\"action\":\"update\",\"version\":\"%s\",\"timestamp\":%d}"
                .formatted(version, timestamp),
            "-q",
            "1",
            "-r")
        .require();
  }
}
