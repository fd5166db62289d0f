package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent that updates itself by the script, and the script that asks the agent. */
class ScriptStoryIT {
  @RegisterExtension final SystemdScene scene = new SystemdScene();

  @Test
  void theAgentIsReplacedByTheScriptAndTellsHowItEnded() throws Exception {
    start("updater: script");
    scene.publish("1.0.6");
    scene.cloud().update("good", "1.0.6");
    JsonNode good = scene.cloud().awaitTerminal("good");
    assertThat(good.path("type").asText()).as("%s", good).isEqualTo("update_succeeded");
    assertThat(good.path("current_version").asText()).isEqualTo("1.0.6");
    assertThat(started("good").path("deployment_type").asText()).isEqualTo("script");
    scene.machine().awaitAgent("1.0.6");
    scene.assertOneTerminal("good", "1.0.6");

    scene.publish("1.0.7", "echo cannot find the sensor; exit 3");
    scene.cloud().update("bad", "1.0.7");
    JsonNode bad = scene.cloud().awaitTerminal("bad");
    assertThat(bad.path("type").asText()).as("%s", bad).isEqualTo("update_failed");
    assertThat(bad.path("reason").asText()).isEqualTo("crashed");
    assertThat(bad.path("device").asText()).isEqualTo("rolled_back");
    assertThat(bad.path("current_version").asText()).isEqualTo("1.0.6");
    scene.machine().awaitAgent("1.0.6");
    scene.assertOneTerminal("bad", "1.0.6");

    scene.cloud().update("absent", "1.0.9");
    JsonNode absent = scene.cloud().awaitTerminal("absent");
    assertThat(absent.path("reason").asText()).as("%s", absent).isEqualTo("not_found");
    assertThat(absent.path("current_version").asText()).isEqualTo("1.0.6");

    scene.cloud().send("{\"action\":\"rollback\",\"id\":\"back\"}", true);
    JsonNode back = scene.cloud().awaitTerminal("back");
    assertThat(back.path("type").asText()).as("%s", back).isEqualTo("update_succeeded");
    assertThat(back.path("current_version").asText()).isEqualTo("1.0.5");

    scene.publish("1.0.8");
    scene.cloud().update("newest", "latest");
    JsonNode newest = scene.cloud().awaitTerminal("newest");
    assertThat(newest.path("type").asText()).as("%s", newest).isEqualTo("update_succeeded");
    assertThat(started("newest").path("target_version").asText()).isEqualTo("1.0.8");
    assertThat(scene.machine().state().resolve("script/journal")).doesNotExist();
    assertThat(scene.machine().journal()).isEmpty();
  }

  /** The script asks for a sign of life; the agent itself knows whether it is connected. */
  @Test
  void aVersionThatIsMuteOrDeafIsTakenBack() throws Exception {
    start("updater: script");
    scene.machine().sh("mkdir /etc/systemd/system/iotistic-agent.service.d");
    scene
        .machine()
        .sh(
            "printf '[Service]\\nEnvironment=IOTISTIC_HEALTH_TIMEOUT=30s\\n'"
                + " >/etc/systemd/system/iotistic-agent.service.d/hurry.conf");
    scene.machine().sh("systemctl daemon-reload && systemctl restart iotistic-agent");
    scene.cloud().awaitOnline("1.0.5");

    scene.publish("1.0.6", "exec sleep 100000");
    scene.cloud().update("mute", "1.0.6");
    assertTakenBack("mute", "health_timeout");

    Files.copy(scene.agentFile("1.0.7"), scene.directory().resolve("deaf"));
    scene.publish("1.0.7", "IOTISTIC_MQTT_URL=tcp://127.0.0.1:1 exec sh /scene/deaf \"$@\"");
    scene.cloud().update("deaf", "1.0.7");
    assertTakenBack("deaf", "not_connected");
    assertThat(scene.machine().backups()).isEmpty();
  }

  private void assertTakenBack(String id, String reason) throws Exception {
    JsonNode end = scene.cloud().awaitTerminal(id);
    assertThat(end.path("reason").asText()).as("%s", end).isEqualTo(reason);
    assertThat(end.path("device").asText()).isEqualTo("rolled_back");
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.5");
    scene.machine().awaitAgent("1.0.5");
    scene.assertOneTerminal(id, "1.0.5");
  }

  /** The sandbox keeps the agent from its own file; the second half of the script is outside. */
  @Test
  void whereTheAgentIsDeniedItsPlatformTheScriptDoesIt() throws Exception {
    start("fallback: script");
    scene.machine().sh("mkdir /etc/systemd/system/iotistic-agent.service.d");
    scene
        .machine()
        .sh(
            "printf '[Service]\\nReadWritePaths=\\nReadWritePaths=/var/lib/iotistic\\n'"
                + " >/etc/systemd/system/iotistic-agent.service.d/denied.conf");
    scene.machine().sh("systemctl daemon-reload && systemctl restart iotistic-agent");
    Awaitility.await("the script is taken")
        .atMost(Statuses.LIMIT)
        .until(
            () ->
                scene
                    .machine()
                    .shell("journalctl --no-pager -b -u iotistic-agent")
                    .out()
                    .contains("script is used instead of systemd"));
    scene.publish("1.0.6");
    scene.cloud().update("denied", "1.0.6");
    JsonNode end = scene.cloud().awaitTerminal("denied");
    assertThat(end.path("type").asText()).as("%s", end).isEqualTo("update_succeeded");
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.6");
    assertThat(started("denied").path("deployment_type").asText()).isEqualTo("script");
    scene.machine().awaitAgent("1.0.6");
    scene.assertOneTerminal("denied", "1.0.6");
  }

  /** As long as Java works the script is only another name for the agent's own command. */
  @Test
  void byHandTheAgentsOwnCommandDoesIt() throws Exception {
    start("");
    scene.publish("1.0.6");
    Shell.Result result = scene.machine().exec(ScriptedService.SCRIPT, "1.0.6");
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
    assertThat(result.out()).contains("Updated from 1.0.5 to 1.0.6");
    assertThat(ScriptedService.last(result)).startsWith("result=updated ");
    scene.machine().awaitAgent("1.0.6");
    JsonNode end = scene.cloud().await("the end", Statuses::isTerminal);
    assertThat(end.path("type").asText()).isEqualTo("update_succeeded");
    assertThat(scene.machine().state().resolve("script")).doesNotExist();

    Shell.Result absent = scene.machine().exec(ScriptedService.SCRIPT, "1.0.9");
    assertThat(absent.exit()).isEqualTo(1);
    assertThat(ScriptedService.last(absent)).startsWith("result=failed ");
  }

  private void start(String line) throws Exception {
    scene.start("1.0.5", line);
    ScriptedService.bringScript(scene.machine(), scene.directory());
  }

  private JsonNode started(String id) {
    return scene
        .cloud()
        .await(
            "the start of " + id,
            status ->
                status.path("type").asText().equals("update_started")
                    && status.path("update_id").asText().equals(id));
  }
}
