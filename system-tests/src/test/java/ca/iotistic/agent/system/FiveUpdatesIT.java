package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FiveUpdatesIT {
  @RegisterExtension final Scene scene = Scene.shared();

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
    // Others on this engine remove volumes too, and for a moment theirs belong to nobody.
    Awaitility.await()
        .atMost(Statuses.LIMIT)
        .untilAsserted(() -> assertThat(newOnes(engine, volumesBefore)).isEmpty());
  }

  private void assertBackupsHaveTheirImages() {
    Engine engine = scene.device().engine();
    assertThat(scene.device().backups())
        .extracting(backup -> engine.inspect(backup).at("/Config/Image").asText())
        .containsExactly(
            scene.device().image("1.0.7"),
            scene.device().image("1.0.8"),
            scene.device().image("1.0.9"));
  }

  private static Set<String> newOnes(Engine engine, Collection<String> before) {
    Set<String> now = new HashSet<>(engine.danglingVolumes());
    now.removeAll(before);
    return now;
  }
}
