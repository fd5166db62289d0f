package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent in a container that updates itself by the script, whose helper switches. */
class ScriptInDockerIT {
  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void theAgentIsReplacedByTheScriptAndTellsHowItEnded() throws Exception {
    ScriptTools.lay(scene.directory().resolve("image"));
    publish("1.0.6");
    publish("1.0.7", "ENTRYPOINT []", "CMD [\"sh\", \"-c\", \"echo no sensor; exit 3\"]");
    publish("1.0.8", "ENTRYPOINT []", "CMD [\"sleep\", \"100000\"]");
    publish("1.0.5");
    scene
        .device()
        .run(
            "1.0.5",
            scene
                .options()
                .environment("IOTISTIC_UPDATER", "script")
                .environment("IOTISTIC_HEALTH_TIMEOUT", "30s")
                .environment("IOTISTIC_DOCKER_CONTAINER", scene.device().name()));
    scene.cloud().awaitOnline("1.0.5");

    scene.cloud().update("good", "1.0.6");
    JsonNode good = scene.cloud().awaitTerminal("good");
    assertThat(good.path("type").asText()).as("%s", good).isEqualTo("update_succeeded");
    assertThat(good.path("previous_version").asText()).isEqualTo("1.0.5");
    assertThat(good.path("current_version").asText()).isEqualTo("1.0.6");
    assertThat(scene.cloud().of("good"))
        .filteredOn(status -> status.path("type").asText().equals("update_started"))
        .singleElement()
        .satisfies(
            started -> assertThat(started.path("deployment_type").asText()).isEqualTo("script"));
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);

    scene.cloud().update("bad", "1.0.7");
    JsonNode bad = scene.cloud().awaitTerminal("bad");
    assertThat(bad.path("type").asText()).as("%s", bad).isEqualTo("update_failed");
    assertThat(bad.path("reason").asText()).isEqualTo("crashed");
    assertThat(bad.path("device").asText()).isEqualTo("rolled_back");
    assertThat(bad.path("current_version").asText()).isEqualTo("1.0.6");
    scene.device().awaitAgent("1.0.6");
    scene.assertOneTerminal("bad", "1.0.6");
    scene.device().awaitNoLeftovers(1);

    scene.cloud().update("mute", "1.0.8");
    JsonNode mute = scene.cloud().awaitTerminal("mute");
    assertThat(mute.path("reason").asText()).as("%s", mute).isEqualTo("health_timeout");
    assertThat(mute.path("device").asText()).isEqualTo("rolled_back");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);

    scene.cloud().send("{\"action\":\"rollback\",\"id\":\"back\"}", true);
    JsonNode back = scene.cloud().awaitTerminal("back");
    assertThat(back.path("type").asText()).as("%s", back).isEqualTo("update_succeeded");
    assertThat(back.path("current_version").asText()).isEqualTo("1.0.5");
    scene.device().awaitAgent("1.0.5");
    scene.device().awaitNoLeftovers(2);
  }

  private void publish(String version, String... lines) {
    scene.publish(
        version, Stream.of(ScriptTools.COPIED, lines).flatMap(Stream::of).toArray(String[]::new));
  }
}
