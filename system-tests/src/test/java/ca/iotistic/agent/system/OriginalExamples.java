package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The examples for devices with Docker that people have from the original system, as they are
 * written there. What differs and why is told in docs/original-examples.md.
 */
abstract class OriginalExamples {
  @RegisterExtension final Scene scene;
  private final String topics;
  private Notebook notebook;

  OriginalExamples(String engine, String topics) {
    this.scene = Scene.alone(engine).container("iotistic-agent").uuid("abc-123").topics(topics);
    this.topics = topics;
  }

  @BeforeEach
  void openTheNotebook() throws Exception {
    notebook = new Notebook(scene, topics);
  }

  @Test
  void commandByHandIsFollowedAndTheBackupRestored() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options());
    assertThat(image()).isEqualTo(scene.device().image("1.0.5"));
    Path statuses =
        notebook.leaveRunning(
            """
            mosquitto_sub -h localhost -p 1883 \\
              -u admin -P password \\
              -t "agent/+/status" \\
              -v
            """
                .strip(),
            "statuses");
    Path log = notebook.leaveRunning("docker logs -f iotistic-agent", "log");
    awaitText(log, "Subscribed to topic: " + topics.replace("{uuid}", "abc-123") + "/update");
    String since = Instant.now().minusSeconds(600).toString();

    notebook.paste(
        """
        mosquitto_pub -h localhost -p 1883 \\
          -u admin -P password \\
          -t "agent/abc-123/update" \\
          -m '{"action":"update","version":"1.0.6","timestamp":1699564800000}' \\
          -q 1 -r
        """);

    awaitText(statuses, "\"type\":\"update_succeeded\"");
    assertThat(Files.readString(statuses))
        .contains(
            topics.replace("{uuid}", "abc-123") + "/status {\"type\":\"update_command_received\"",
            "\"version\":\"1.0.6\"",
            "\"type\":\"update_started\"",
            "\"current_version\":\"1.0.5\"",
            "\"target_version\":\"1.0.6\"",
            "\"deployment_type\":\"docker\"");
    scene.device().awaitNoLeftovers(1);
    assertThat(image()).isEqualTo(scene.device().image("1.0.6"));
    assertThat(notebook.paste("docker logs --tail 100 iotistic-agent")).contains("1.0.6");
    assertThat(notebook.paste("docker logs --since " + since + " iotistic-agent"))
        .contains("1.0.6");
    assertThat(notebook.paste("docker logs iotistic-agent | grep \"update\"")).contains("1.0.6");
    assertThat(notebook.paste("docker logs iotistic-agent | grep MQTT"))
        .contains(
            "MQTT update listener initialized",
            "Subscribed to topic: " + topics.replace("{uuid}", "abc-123") + "/update");

    String backup = notebook.paste("docker ps -a | grep iotistic-agent-backup");
    assertThat(backup.lines()).hasSize(1);
    String name = backup.substring(backup.lastIndexOf(' ') + 1);
    assertThat(name).matches("iotistic-agent-backup-\\d{8}-\\d{6}");
    notebook.paste(
        """
        docker stop iotistic-agent
        docker rm iotistic-agent
        docker rename iotistic-agent-backup-20251109-120000 iotistic-agent
        docker start iotistic-agent
        """
            .replace("iotistic-agent-backup-20251109-120000", name));
    scene.device().awaitAgent("1.0.5");
    scene.cloud().awaitOnline("1.0.5");
  }

  @Test
  void scriptIsThereAndUpdatesThenForceThenLatest() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options());

    assertThat(notebook.paste("docker exec iotistic-agent ls -la /app/bin/"))
        .containsPattern("-rwxr-xr-x +1 root +root .* update-agent-docker.sh");
    // The shell in the container ends with it; what it had to say comes by the statuses.
    notebook.paste("docker exec iotistic-agent /app/bin/update-agent-docker.sh 1.0.6 || true");
    JsonNode first = scene.cloud().await("the end of the script", Statuses::isTerminal);
    assertThat(first.path("type").asText()).isEqualTo("update_succeeded");
    scene.device().awaitNoLeftovers(1);

    // As the cloud's curl with "force" puts it on the wire, at an hour that has passed.
    notebook.paste(
        """
        mosquitto_pub -t "agent/abc-123/update" -q 1 -r \\
          -m '{"action":"update","version":"1.0.6","scheduled_time":"2025-11-10T02:00:00Z","force":true,"timestamp":1699564800000}'
        """);
    awaitTerminals(2);
    assertThat(last().path("type").asText()).isEqualTo("update_succeeded");
    assertThat(last().path("previous_version").asText()).isEqualTo("1.0.6");
    scene.device().awaitNoLeftovers(2);

    notebook.paste(
        """
        mosquitto_pub -t "agent/abc-123/update" \\
          -m '{"action":"update","version":"latest"}' \\
          -q 1
        """);
    awaitTerminals(3);
    assertThat(last().path("type").asText()).isEqualTo("update_skipped");
    assertThat(last().path("reason").asText()).isEqualTo("already_current");
  }

  private JsonNode last() {
    List<JsonNode> ends = scene.cloud().all().stream().filter(Statuses::isTerminal).toList();
    return ends.get(ends.size() - 1);
  }

  private void awaitTerminals(int count) {
    Awaitility.await(count + " ends")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.cloud().all().stream().filter(Statuses::isTerminal).count() >= count);
  }

  private String image() {
    return notebook.paste("docker inspect iotistic-agent --format='{{.Config.Image}}'");
  }

  final Notebook notebook() {
    return notebook;
  }

  static void awaitText(Path file, String text) {
    Awaitility.await(text)
        .atMost(Statuses.LIMIT)
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .until(() -> Files.exists(file) && Files.readString(file).contains(text));
  }

  /** Further devices on the same engine and broker; removed by the caller. */
  final List<Device> fleet(int size) {
    List<Device> devices = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      Device device =
          new Device(scene.device().engine(), "device-" + i, scene.device().repository());
      devices.add(device);
      device.run("1.0.5", scene.options(device, device.engine().socket(), "device-" + i));
    }
    return devices;
  }
}
