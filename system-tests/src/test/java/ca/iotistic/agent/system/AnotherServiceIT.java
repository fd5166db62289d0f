package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, which is no service itself, updates one that knows nothing of it, in place. */
class AnotherServiceIT {
  @RegisterExtension final SystemdScene scene = new SystemdScene();

  @ParameterizedTest
  @ValueSource(strings = {"systemd", "script"})
  void isUpdatedAndTakenBack(String strategy) throws Exception {
    new ScriptedService(scene).start("1.0.5");
    scene.machine().sh("mkdir -p /opt/manager /data/manager");
    Files.copy(
        Path.of("../agent-launcher/target/iotistic-agent"), scene.directory().resolve("manager"));
    scene.machine().sh("install -m 755 /scene/manager /opt/manager/iotistic-agent");
    Files.writeString(
        scene.directory().resolve("manager.yaml"),
        """
        device: manager
        updater: %s
        state_dir: /data/manager
        systemd:
          unit: iotistic-agent.service
          binary: /usr/local/bin/iotistic-agent
          releases: "%s"
        health: {require: running, stable_for: 2s, timeout: 60s}
        """
            .formatted(strategy, scene.site().url()));
    scene.publish("1.0.6", ScriptedService.SLEEPS);

    Shell.Result good = manager("update", "1.0.6");
    assertThat(good.exit()).as(good.out() + good.err()).isZero();
    assertThat(good.out()).contains("Updated from 1.0.5 to 1.0.6");
    scene.machine().awaitAgent("1.0.6");

    scene.publish("1.0.7", "echo no sensor; exit 3");
    Shell.Result bad = manager("update", "1.0.7");
    assertThat(bad.exit()).as(bad.out() + bad.err()).isEqualTo(1);
    assertThat(bad.out() + bad.err()).contains("1.0.6 is in charge again");
    scene.machine().awaitAgent("1.0.6");

    Shell.Result back = manager("rollback");
    assertThat(back.exit()).as(back.out() + back.err()).isZero();
    scene.machine().awaitAgent("1.0.5");
    if (strategy.equals("script")) {
      assertThat(scene.machine().sh("ls -A /data/manager/script").lines())
          .isSubsetOf("lock", "log", "result");
    }
    assertThat(scene.machine().exec("systemctl", "is-active", SystemdMachine.SWITCHER).out())
        .startsWith("inactive");
  }

  private Shell.Result manager(String... words) {
    return scene
        .machine()
        .shell(
            "/opt/manager/iotistic-agent "
                + String.join(" ", words)
                + " --config /scene/manager.yaml");
  }
}
