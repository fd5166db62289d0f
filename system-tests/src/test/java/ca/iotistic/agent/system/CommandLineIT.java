package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person does who has a shell on the device. */
class CommandLineIT {
  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void updatesFromTheCommandLineAndShowsProgress() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options());

    Shell.Result result = scene.device().exec("iotistic-agent", "update", "1.0.6");

    assertThat(scene.cloud().await("the end", Statuses::isTerminal).path("type").asText())
        .isEqualTo("update_succeeded");
    // The shell lives in the container that the update stops, so it ends when that does.
    assertThat(result.out()).contains("from 1.0.5 to 1.0.6", "the switcher is in charge");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);
  }

  @Test
  void goesOnWhenTheOneWhoFollowsIsKilled() throws Exception {
    scene.publish("1.0.6");
    try (EngineProxy proxy = new EngineProxy(scene.directory(), scene.device().engine().socket())) {
      scene.start("1.0.5", scene.options(proxy.socket()));
      Trap pull = proxy.trap(Trap.Place.BEFORE, "POST .*/images/create\\?.*");
      Process follower =
          scene
              .device()
              .engine()
              .start("exec", scene.device().name(), "iotistic-agent", "update", "1.0.6");
      pull.awaitCaught();

      killFollower();
      follower.destroyForcibly();
      pull.release();

      assertThat(scene.cloud().await("the end", Statuses::isTerminal).path("type").asText())
          .isEqualTo("update_succeeded");
      scene.device().awaitAgent("1.0.6");
    }
  }

  /** The process in the container: without its client alone it would go on. */
  private void killFollower() {
    Shell host = new Shell(scene.directory(), Map.of());
    for (String pid : followers()) {
      host.run("kill", "-9", pid);
    }
    Awaitility.await().until(() -> followers().isEmpty());
  }

  /** By the numbers that the host gives them. */
  private List<String> followers() {
    return scene
        .device()
        .engine()
        .must("top", scene.device().name(), "-eo", "pid,args")
        .lines()
        .filter(line -> line.contains("update 1.0.6"))
        .map(line -> line.strip().split("\\s+", 2)[0])
        .toList();
  }
}
