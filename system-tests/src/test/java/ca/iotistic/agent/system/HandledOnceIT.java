package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A command runs once, whoever restarts and whatever the broker forgets. */
class HandledOnceIT {
  private static final String FORCED =
      "{\"action\":\"update\",\"version\":\"1.0.6\",\"force\":true,\"timestamp\":1699564800000,"
          + "\"id\":\"forced\"}";

  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void retainedForcedCommandRunsOnce() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options());
    scene.cloud().update("first", "1.0.6");
    scene.cloud().awaitTerminal("first");
    scene.broker().save();

    scene.cloud().send(FORCED, true);
    assertThat(scene.cloud().awaitTerminal("forced").path("type").asText())
        .isEqualTo("update_succeeded");
    scene.device().awaitNoLeftovers(2);
    String forced = scene.device().inspect().path("Id").asText();

    for (int restart = 1; restart <= 3; restart++) {
      scene.device().engine().must("restart", scene.device().name());
      assertHears("restart-" + restart);
    }
    scene.broker().crash();
    scene.cloud().reconnect();
    assertHears("crash-1");
    assertHears("crash-2");

    assertThat(scene.device().inspect().path("Id").asText()).isEqualTo(forced);
    assertThat(scene.cloud().terminals("forced")).hasSize(1);
    assertThat(scene.cloud().terminals("first")).hasSize(1);
  }

  @Test
  void sameLineTwiceIsAnsweredTwice() throws Exception {
    scene.start("1.0.5", scene.options());

    paste();
    awaitAnswers(1);
    paste();
    awaitAnswers(2);

    assertThat(scene.cloud().all())
        .filteredOn(Statuses::isTerminal)
        .allSatisfy(s -> assertThat(s.path("reason").asText()).isEqualTo("already_current"))
        .extracting(s -> s.path("update_id").asText())
        .doesNotHaveDuplicates();
  }

  private void paste() throws Exception {
    scene.cloud().send("{\"action\":\"update\",\"version\":\"1.0.5\"}", false);
  }

  private void awaitAnswers(int count) {
    Awaitility.await(count + " answers")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.cloud().all().stream().filter(Statuses::isTerminal).count() == count);
  }

  /** Without force the version that runs is nothing to do; the answer comes after all before. */
  private void assertHears(String id) throws Exception {
    scene
        .cloud()
        .send("{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"%s\"}".formatted(id), false);
    JsonNode end = scene.cloud().awaitTerminal(id);
    assertThat(end.path("type").asText()).isEqualTo("update_skipped");
    assertThat(end.path("reason").asText()).isEqualTo("already_current");
  }
}
