package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New versions that start and yet are no good. */
class BadVersionIT {
  /** Runs the real agent with a broker that is none. */
  private static final String DEAF =
      "ENV DEAF=yes\nENTRYPOINT [\"/bin/sh\", \"-c\", \"IOTISTIC_MQTT_URL=tcp://127.0.0.1:1 exec iotistic-agent run\"]\nCMD []";

  private static final String SHORT_LIVED =
      "ENTRYPOINT [\"/bin/sh\", \"-c\", \"iotistic-agent run & sleep 4; echo out of memory; exit 137\"]\nCMD []";
  private static final String UNHEALTHY =
      "HEALTHCHECK --interval=1s --timeout=5s --retries=2 CMD echo pump does not answer; exit 1";

  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void rollsBackAVersionThatCannotConnect() throws Exception {
    JsonNode end = updateTo(scene.options().environment("IOTISTIC_HEALTH_TIMEOUT", "40s"), DEAF);

    assertThat(end.path("reason").asText()).isEqualTo("not_connected");
    assertRolledBack(end);
  }

  @Test
  void rollsBackAVersionThatExitsAgainAndAgain() throws Exception {
    JsonNode end = updateTo(scene.options(), SHORT_LIVED);

    assertThat(end.path("reason").asText()).isEqualTo("crashed");
    assertThat(end.path("log_tail").asText()).contains("out of memory");
    assertRolledBack(end);
  }

  @Test
  void rollsBackAVersionWhoseHealthCheckFails() throws Exception {
    JsonNode end = updateTo(scene.options(), UNHEALTHY);

    assertThat(end.path("reason").asText()).isEqualTo("unhealthy");
    assertRolledBack(end);
  }

  private JsonNode updateTo(Options options, String lines) throws Exception {
    scene.publish("1.0.6", lines.split("\n", -1));
    scene.start("1.0.5", options);
    scene.cloud().update("bad", "1.0.6");
    return scene.cloud().awaitTerminal("bad");
  }

  private void assertRolledBack(JsonNode end) throws Exception {
    assertThat(end.path("type").asText()).isEqualTo("update_failed");
    assertThat(end.path("rolled_back").asBoolean()).isTrue();
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.5");
    scene.device().awaitAgent("1.0.5");
    scene.device().awaitNoLeftovers(0);
    scene.assertOneTerminal("bad", "1.0.5");
  }
}
