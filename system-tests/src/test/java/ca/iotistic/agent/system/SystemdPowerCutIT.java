package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole device dies in the middle of an update and boots again. */
class SystemdPowerCutIT {
  private static final List<String> PHASES =
      List.of(
          "RESOLVING",
          "PREPARING",
          "PREPARED",
          "ACTIVATING",
          "VERIFYING",
          "COMMITTING",
          "ROLLING_BACK",
          "ENDED");

  @RegisterExtension final SystemdScene scene = new SystemdScene();

  @ParameterizedTest
  @ValueSource(
      strings = {"RESOLVING", "PREPARING", "PREPARED", "ACTIVATING", "VERIFYING", "COMMITTING"})
  void powerIsCutInAPhase(String phase) throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5");
    scene.cloud().update("u", "1.0.6");
    awaitPhase(phase);

    scene.machine().cutPowerAndBoot();

    scene.cloud().awaitTerminal("u");
    scene.machine().awaitAgent("1.0.6");
    scene.machine().awaitNoLeftovers(1);
    scene.assertOneTerminal("u", "1.0.6");
  }

  @Test
  void powerIsCutWhileItGoesBack() throws Exception {
    scene.publish("1.0.6", "exit 3");
    scene.start("1.0.5");
    scene.cloud().update("u", "1.0.6");
    awaitPhase("ROLLING_BACK");

    scene.machine().cutPowerAndBoot();

    assertThat(scene.cloud().awaitTerminal("u").path("rolled_back").asBoolean()).isTrue();
    scene.machine().awaitAgent("1.0.5");
    scene.machine().awaitNoLeftovers(0);
    scene.assertOneTerminal("u", "1.0.5");
  }

  @Test
  void powerIsCutInTheMiddleOfTheDownload() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5");
    scene.site().holdBreath();
    scene.cloud().update("u", "1.0.6");
    Awaitility.await("a part of the file is there")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.machine().downloaded() > 100_000);

    scene.machine().cutPowerAndBoot();
    scene.site().breathe();

    scene.cloud().awaitTerminal("u");
    scene.machine().awaitAgent("1.0.6");
    scene.machine().awaitNoLeftovers(1);
    scene.assertOneTerminal("u", "1.0.6");
  }

  /** It ends the machine two seconds after its start, every time. */
  @Test
  void aVersionThatEndsTheMachineAgainAndAgainIsPutAwayBeforeItIsStartedOnceMore()
      throws Exception {
    Path sign = scene.machine().state().resolve("ends");
    scene.publish("1.0.6", "sleep 2; touch /var/lib/iotistic/ends; exec sleep 100000");
    scene.start("1.0.5");
    scene.cloud().update("u", "1.0.6");
    int boots = 0;
    while (scene.cloud().terminals("u").isEmpty()) {
      Awaitility.await("it ends the machine, or is put away")
          .atMost(Statuses.LIMIT)
          .until(() -> Files.exists(sign) || !scene.cloud().terminals("u").isEmpty());
      if (Files.deleteIfExists(sign)) {
        scene.machine().cutPowerAndBoot();
        boots++;
        assertThat(boots).isLessThan(10);
      }
    }
    JsonNode end = scene.cloud().awaitTerminal("u");
    assertThat(end.path("rolled_back").asBoolean()).as("%s", end).isTrue();
    assertThat(boots).as("boots that it took").isPositive();
    System.out.println("systemd: a version that ends the machine was put away after " + boots);
    scene.machine().awaitAgent("1.0.5");
    scene.machine().awaitNoLeftovers(0);
    scene.assertOneTerminal("u", "1.0.5");
  }

  /** As often as the file system can be asked; a phase may be too short to be seen. */
  private void awaitPhase(String wanted) {
    AtomicBoolean begun = new AtomicBoolean();
    Awaitility.await("phase " + wanted)
        .atMost(Statuses.LIMIT)
        .pollInterval(Duration.ofMillis(2))
        .pollDelay(Duration.ZERO)
        .until(
            () -> {
              int now = PHASES.indexOf(scene.machine().phase());
              begun.compareAndSet(false, now >= 0);
              return now >= PHASES.indexOf(wanted) || (begun.get() && now < 0);
            });
  }
}
