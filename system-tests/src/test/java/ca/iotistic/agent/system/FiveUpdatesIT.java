package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FiveUpdatesIT {
  @RegisterExtension final Scene scene = Scene.alone("itfive");

  @Test
  void fiveUpdatesLeaveThreeBackupsAndNoOrphan() throws Exception {
    Engine engine = scene.device().engine();
    Collection<String> volumesBefore = engine.danglingVolumes();
    scene.start("1.0.5", scene.options());

    for (String version : List.of("1.0.6", "1.0.7", "1.0.8", "1.0.9", "1.0.10")) {
      scene.publish(version);
      scene.cloud().update("to-" + version, version);
      assertThat(scene.cloud().awaitTerminal("to-" + version).path("type").asText())
          .isEqualTo("update_succeeded");
    }

    scene.device().awaitAgent("1.0.10");
    scene.device().awaitNoLeftovers(3);
    assertBackupsHaveTheirImages();
    assertThat(engine.danglingVolumes()).isEqualTo(volumesBefore);
  }

  private void assertBackupsHaveTheirImages() {
    Engine engine = scene.device().engine();
    assertThat(scene.device().backups())
        .extracting(backup -> engine.inspect(backup).at("/Config/Image").asText())
        .containsExactly(
            scene.device().image("1.0.7"),
            scene.device().image("1.0.8"),
            scene.device().image("1.0.9"));
    List<String> tags = new ArrayList<>(List.of("1.0.7", "1.0.8", "1.0.9", "1.0.10"));
    tags.addAll(scene.device().backups());
    assertThat(engine.tags(scene.device().repository())).containsExactlyInAnyOrderElementsOf(tags);
  }
}
