package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody hears the device for a whole update; nothing of what it had to say is lost. */
class OfflineIT {
  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void statusesOfAnUpdateWithoutABrokerArriveLater() throws Exception {
    scene.publish("1.0.6");
    try (EngineProxy proxy = new EngineProxy(scene.directory(), scene.device().engine().socket())) {
      scene.start("1.0.5", scene.options(proxy.socket()));
      scene.gate().shut();
      // From here on it was never connected, so nobody asks the new version to be.
      scene.device().engine().must("restart", scene.device().name());

      Trap pull = proxy.trap(Trap.Place.BEFORE, "POST .*/images/create\\?.*");
      scene
          .device()
          .engine()
          .start("exec", scene.device().name(), "iotistic-agent", "update", "1.0.6");
      pull.awaitCaught();
      Trap create =
          proxy.trap(Trap.Place.AFTER, "POST .*/containers/create\\?name=[^&]*-update-[^&]*");
      scene.device().kill(scene.device().name());
      pull.drop();
      create.awaitCaught();
      scene.device().kill(scene.device().name());
      create.drop();

      scene.device().awaitAgent("1.0.6");
      scene.device().awaitNoLeftovers(1);
      assertThat(scene.cloud().arrived()).isEmpty();
      scene.gate().reopen();

      JsonNode end = scene.cloud().await("the end", Statuses::isTerminal);
      assertThat(end.path("type").asText()).isEqualTo("update_succeeded");
      scene.assertOneTerminal(end.path("update_id").asText(), "1.0.6");
      assertInOrder(end.path("update_id").asText());
    }
  }

  private void assertInOrder(String updateId) {
    List<JsonNode> arrived = scene.cloud().arrived();
    assertThat(arrived)
        .extracting(status -> status.path("sequence").asLong())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(arrived)
        .filteredOn(status -> status.path("update_id").asText().equals(updateId))
        .extracting(status -> status.path("type").asText())
        .startsWith("update_command_received", "update_started", "update_progress")
        .endsWith("update_succeeded");
  }
}
