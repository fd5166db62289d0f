package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole device dies in the middle of an update and boots again. */
class SystemdPowerCutIT {
  private static final int CUTS = 10;
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

    cutAndBoot();

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

    cutAndBoot();

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
    Awaitility.await("a part of the file is there").atMost(Statuses.LIMIT).until(this::hasPart);

    cutAndBoot();
    scene.site().breathe();

    scene.cloud().awaitTerminal("u");
    scene.machine().awaitAgent("1.0.6");
    scene.machine().awaitNoLeftovers(1);
    scene.assertOneTerminal("u", "1.0.6");
  }

  private boolean hasPart() throws Exception {
    Path downloads = scene.machine().state().resolve("downloads");
    if (Files.notExists(downloads)) {
      return false;
    }
    try (var files = Files.list(downloads)) {
      return files.anyMatch(file -> file.toFile().length() > 100_000);
    }
  }

  /** It ends the machine two seconds after its start, every time. */
  @Test
  void aVersionThatEndsTheMachineAgainAndAgainIsPutAwayBeforeItIsStartedOnceMore()
      throws Exception {
    Path sign = scene.directory().resolve("ends");
    scene.publish("1.0.6", "sleep 2; touch /scene/ends; exec sleep 100000");
    scene.start("1.0.5");
    scene.cloud().update("u", "1.0.6");
    int boots = 0;
    while (scene.cloud().terminals("u").isEmpty()) {
      Awaitility.await("it ends the machine, or is put away")
          .atMost(Statuses.LIMIT)
          .until(() -> Files.exists(sign) || !scene.cloud().terminals("u").isEmpty());
      if (Files.deleteIfExists(sign)) {
        cutAndBoot();
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

  /** Three devices, ten cuts each: {@code seed} is in the name, for whoever has to repeat it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void powerIsCutAtRandom(long seed) throws Exception {
    Random random = new Random(seed);
    scene.publish("1.0.6");
    scene.publish("1.0.5");
    scene.start("1.0.5");
    String current = "1.0.5";
    for (int cut = 0; cut < CUTS; cut++) {
      String id = "u" + cut;
      String wanted = current.equals("1.0.5") ? "1.0.6" : "1.0.5";
      scene
          .cloud()
          .send(
              "{\"action\":\"update\",\"version\":\"%s\",\"id\":\"%s\",\"force\":true}"
                  .formatted(wanted, id),
              true);
      Duration moment = Duration.ofMillis(random.nextInt(9_000));
      Awaitility.await().pollDelay(moment).until(() -> true);

      cutAndBoot();

      JsonNode end = scene.cloud().awaitTerminal(id);
      current = end.path("current_version").asText();
      assertThat(current).as("cut %d after %s: %s", cut, moment, end).isIn("1.0.5", "1.0.6");
      scene.machine().awaitAgent(current);
      scene.assertOneTerminal(id, current);
    }
    scene.machine().awaitNoLeftovers(scene.machine().backups().size());
    assertThat(scene.machine().backups()).hasSizeBetween(1, 3);
  }

  private void cutAndBoot() {
    scene.machine().cutPower();
    scene.machine().powerOn();
    Awaitility.await("the service is active after the boot")
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> scene.machine().active());
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
