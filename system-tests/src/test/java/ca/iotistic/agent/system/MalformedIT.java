package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.command.MalformedCommands;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages that are no commands, from a real client through a real broker. */
class MalformedIT {
  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void everyMalformedCommandIsRejectedOnceAndTheNextGoodOneWorks() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options());
    String agent = scene.device().inspect().at("/State/StartedAt").asText();
    List<MalformedCommands.Malformed> all = MalformedCommands.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(60);

    for (MalformedCommands.Malformed malformed : all) {
      int before = scene.cloud().all().size();
      scene.cloud().send(malformed.payload(), false);
      JsonNode answer = next(before, malformed.name());
      assertThat(answer.path("type").asText()).as(malformed.name()).isEqualTo("update_rejected");
      assertThat(answer.path("reason").asText())
          .as(malformed.name())
          .isEqualTo(malformed.reason().wire());
      assertThat(answer.path("error").asText())
          .as(malformed.name())
          .hasSizeBetween(10, 512)
          .doesNotContainPattern("\\p{Cntrl}");
    }

    assertThat(scene.cloud().all()).hasSize(all.size());
    assertThat(scene.device().inspect().at("/State/StartedAt").asText()).isEqualTo(agent);
    scene.cloud().update("good", "1.0.6");
    assertThat(scene.cloud().awaitTerminal("good").path("type").asText())
        .isEqualTo("update_succeeded");
  }

  private JsonNode next(int before, String name) {
    Awaitility.await(name).atMost(Statuses.LIMIT).until(() -> scene.cloud().all().size() > before);
    return scene.cloud().all().get(before);
  }
}
