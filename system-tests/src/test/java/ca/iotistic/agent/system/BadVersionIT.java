package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New versions that start and yet are no good, and a good one in a bad network. */
class BadVersionIT {
  /** Runs the real agent with a broker that is none. */
  private static final String[] DEAF = {
    shell("IOTISTIC_MQTT_URL=tcp://127.0.0.1:1 exec /app/iotistic-agent run"), "CMD []"
  };

  private static final String[] SHORT_LIVED = {
    shell("/app/iotistic-agent run & sleep 4; echo out of memory; exit 137"), "CMD []"
  };
  private static final String[] UNHEALTHY = {
    "HEALTHCHECK --interval=1s --timeout=5s --retries=2 CMD echo pump does not answer; exit 1"
  };

  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void rollsBackAVersionThatCannotConnect() throws Exception {
    JsonNode end = updateTo(inAHurry(), DEAF);

    assertThat(end.path("reason").asText()).isEqualTo("not_connected");
    assertRolledBack(end);
    scene.assertOneTerminal("u", "1.0.5");
  }

  @Test
  void rollsBackAVersionThatExitsAgainAndAgainAndDoesNotTryItTwice() throws Exception {
    JsonNode end = updateTo(scene.options(), SHORT_LIVED);

    assertThat(end.path("reason").asText()).isEqualTo("crashed");
    assertThat(end.path("log_tail").asText()).contains("out of memory");
    assertRolledBack(end);
    scene.cloud().update("again", "1.0.6");
    assertThat(scene.cloud().awaitTerminal("again").path("reason").asText()).isEqualTo("known_bad");
    assertThat(scene.cloud().terminals("u")).hasSize(1);
  }

  @Test
  void rollsBackAVersionWhoseHealthCheckFails() throws Exception {
    JsonNode end = updateTo(scene.options(), UNHEALTHY);

    assertThat(end.path("reason").asText()).isEqualTo("unhealthy");
    assertRolledBack(end);
    scene.assertOneTerminal("u", "1.0.5");
  }

  @Test
  void aBrokerThatIsAwayForTheWholeWindowDoesNotCondemnAGoodVersion() throws Exception {
    scene.publish("1.0.6");
    try (EngineProxy proxy = new EngineProxy(scene.directory(), scene.device().engine().socket())) {
      scene.start("1.0.5", inAHurry(scene.options(proxy.socket())));
      Trap start = Moment.STARTING.reach(proxy, scene.cloud(), "u", "1.0.6");
      scene.gate().shut();
      start.release();
      scene.device().awaitAgent("1.0.5");

      scene.gate().reopen();
      JsonNode end = scene.cloud().awaitTerminal("u");
      assertThat(end.path("reason").asText()).isEqualTo("not_connected");
      assertRolledBack(end);

      scene.cloud().update("again", "1.0.6");
      assertThat(scene.cloud().awaitTerminal("again").path("type").asText())
          .isEqualTo("update_succeeded");
      scene.device().awaitAgent("1.0.6");
    }
  }

  private Options inAHurry() {
    return inAHurry(scene.options());
  }

  private static Options inAHurry(Options options) {
    return options
        .environment("IOTISTIC_HEALTH_TIMEOUT", "40s")
        .environment("IOTISTIC_HEALTH_OFFLINE", "45s");
  }

  private JsonNode updateTo(Options options, String... lines) throws Exception {
    scene.publish("1.0.6", lines);
    scene.start("1.0.5", options);
    scene.cloud().update("u", "1.0.6");
    return scene.cloud().awaitTerminal("u");
  }

  private void assertRolledBack(JsonNode end) {
    assertThat(end.path("type").asText()).isEqualTo("update_failed");
    assertThat(end.path("rolled_back").asBoolean()).isTrue();
    assertThat(end.path("current_version").asText()).isEqualTo("1.0.5");
    scene.device().awaitAgent("1.0.5");
    scene.device().awaitNoLeftovers(0);
  }

  private static String shell(String script) {
    return "ENTRYPOINT [\"/bin/sh\", \"-c\", \"" + script + "\"]";
  }
}
