package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole device dies at any moment of an update and boots again: {@code -Dpower.cuts=10} times
 * on each of three devices, otherwise four times. The number of the device is the seed.
 */
@Tag("young")
class SystemdRandomPowerCutIT {
  private static final int CUTS = Integer.getInteger("power.cuts", 4);

  @RegisterExtension final SystemdScene scene = new SystemdScene();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void powerIsCut(long seed) throws Exception {
    Random random = new Random(seed);
    scene.publish("1.0.6");
    scene.publish("1.0.5");
    scene.start("1.0.5");
    String current = "1.0.5";
    for (int cut = 0; cut < CUTS; cut++) {
      String id = "u" + cut;
      String wanted = current.equals("1.0.5") ? "1.0.6" : "1.0.5";
      scene.cloud().force(id, wanted);
      Duration moment = Duration.ofMillis(random.nextInt(12_000));
      Awaitility.await().atMost(Statuses.LIMIT).pollDelay(moment).until(() -> true);
      String phase = scene.machine().phase();

      scene.machine().cutPowerAndBoot();

      JsonNode end = scene.cloud().awaitTerminal(id);
      current = end.path("current_version").asText();
      System.out.printf(
          "systemd: power cut after %d ms in phase '%s': %s%n",
          moment.toMillis(), phase, end.path("type").asText());
      assertThat(current).as("cut %d after %s: %s", cut, moment, end).isIn("1.0.5", "1.0.6");
      scene.machine().awaitAgent(current);
      scene.assertOneTerminal(id, current);
    }
    scene.machine().awaitNoLeftovers(scene.machine().backups().size());
    assertThat(scene.machine().backups()).hasSizeBetween(1, 3);
  }
}
