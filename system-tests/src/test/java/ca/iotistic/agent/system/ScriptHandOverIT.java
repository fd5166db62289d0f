package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The script for containers on the host asks the agent in the container, as long as Java works. */
class ScriptHandOverIT {
  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void theAgentDoesItAndTheScriptTellsHowItEnded() throws Exception {
    scene.publish("1.0.6");
    scene.publish("1.0.7", "ENTRYPOINT [\"/bin/sh\", \"-c\", \"echo no sensor; exit 3\"]");
    scene.start("1.0.5", scene.options());

    Shell.Result good = script("1.0.6");
    assertThat(good.exit()).as(good.out() + good.err()).isZero();
    assertThat(ScriptedService.last(good)).startsWith("result=updated ");
    scene.device().awaitAgent("1.0.6");
    JsonNode end = scene.cloud().await("the end", Statuses::isTerminal);
    assertThat(end.path("type").asText()).isEqualTo("update_succeeded");

    Shell.Result bad = script("1.0.7");
    assertThat(bad.exit()).as(bad.out() + bad.err()).isEqualTo(1);
    assertThat(ScriptedService.last(bad)).startsWith("result=failed ");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);
  }

  private Shell.Result script(String version) {
    return new Shell(
            scene.directory(),
            Map.of(
                "IOTISTIC_DOCKER_CONTAINER", scene.device().name(),
                "IOTISTIC_STATE_DIR", scene.directory().resolve("script-state").toString(),
                "DOCKER_HOST", "unix://" + scene.device().engine().socket()))
        .run(
            Path.of("../scripts/update-agent-docker.sh").toAbsolutePath().normalize().toString(),
            version);
  }
}
