package ca.iotistic.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.io.Processes;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.spi.Health;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Prepared;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Release;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class HealthWatchTest {
  private static final HealthWatch.Asked NOTHING = new HealthWatch.Asked(false, "n-1");
  private static final HealthWatch.Asked WORD = new HealthWatch.Asked(true, "n-1");

  @TempDir Path directory;
  private final Map<String, String> settings =
      new HashMap<>(
          Map.of("health.timeout", "5m", "health.stable_for", "30s", "health.offline", "30m"));
  private Rig rig;
  private Confirmation confirmation;
  private Duration start;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory);
    confirmation = new Confirmation(rig.state.confirmed());
    start = rig.clock.uptime();
  }

  @Test
  void worksAfterItWasHealthyForLongEnough() throws Exception {
    assertThat(watch(NOTHING)).isEqualTo(new Verdict.Works(Optional.empty()));
    assertThat(elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void waitsForWhatIsStarting() throws Exception {
    rig.device.health = new Health.Starting("its check has not run yet");
    at(Duration.ofMinutes(2), () -> rig.device.health = new Health.Healthy("run-1", "1.0.6"));
    assertThat(watch(NOTHING)).isInstanceOf(Verdict.Works.class);
  }

  @Test
  void failsWhatNeverStarts() throws Exception {
    rig.device.health = new Health.Starting("its check has not run yet");
    assertThat(fails(NOTHING).reason()).isEqualTo(Reason.HEALTH_TIMEOUT);
    assertThat(elapsed()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
  }

  @Test
  void needsTwoNegativeLooks() throws Exception {
    rig.device.health = new Health.Unhealthy(Reason.UNHEALTHY, "one bad moment");
    at(Duration.ofSeconds(3), () -> rig.device.health = new Health.Healthy("run-1", "1.0.6"));
    assertThat(watch(NOTHING)).isInstanceOf(Verdict.Works.class);
  }

  @Test
  void failsAfterTheSecondNegativeLook() throws Exception {
    rig.device.health = new Health.Unhealthy(Reason.CRASHED, "exited with 1");
    Verdict.Fails fails = fails(NOTHING);
    assertThat(fails.reason()).isEqualTo(Reason.CRASHED);
    assertThat(fails.detail()).contains("exited with 1");
    assertThat(elapsed()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  @Test
  void failsAnotherIdentity() throws Exception {
    rig.device.health = new Health.Healthy("run-1", "1.0.5");
    assertThat(fails(NOTHING).reason()).isEqualTo(Reason.VERSION_MISMATCH);
  }

  @Test
  void beginsToCountAgainAfterARestart() throws Exception {
    at(Duration.ofSeconds(25), () -> rig.device.health = new Health.Healthy("run-2", "1.0.6"));
    assertThat(watch(NOTHING)).isInstanceOf(Verdict.Works.class);
    assertThat(elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(55));
  }

  @Test
  void failsWhatRestartsInALoop() throws Exception {
    for (int run = 2; run < 6; run++) {
      Health next = new Health.Healthy("run-" + run, "1.0.6");
      at(Duration.ofSeconds(10L * run), () -> rig.device.health = next);
    }
    assertThat(fails(NOTHING).reason()).isEqualTo(Reason.CRASHED);
  }

  @Test
  void takesNoAnswerForNoVerdict() throws Exception {
    rig.device.health = new Health.Unhealthy(Reason.CRASHED, "the device is shutting down");
    at(
        Duration.ofSeconds(3),
        () -> {
          rig.device.refuse("health", Reason.PLATFORM_UNAVAILABLE);
          rig.device.health = new Health.Healthy("run-1", "1.0.6");
        });
    at(Duration.ofSeconds(40), () -> rig.device.works("health"));
    assertThat(watch(NOTHING)).isInstanceOf(Verdict.Works.class);
  }

  @Test
  void givesUpOnAPlatformThatDoesNotAnswerForAMinute() {
    rig.device.refuse("health", Reason.PLATFORM_UNAVAILABLE);
    assertThatThrownBy(() -> watch(NOTHING)).isInstanceOf(PlatformAwayException.class);
  }

  @Test
  void needsTwoLooksAlsoWhenTheStrategyItselfIsBroken() throws Exception {
    rig.device.trouble(
        "health",
        () -> {
          throw new IllegalStateException("a bug");
        });
    assertThat(fails(NOTHING).reason()).isEqualTo(Reason.INTERNAL_ERROR);
    assertThat(rig.device.count("health")).isGreaterThan(1);
  }

  @Test
  void letsWhatBecameWellInTimeBeWatchedToTheEnd() throws Exception {
    rig.device.health = new Health.Starting("slow");
    at(
        Duration.ofMinutes(5).minusSeconds(3),
        () -> rig.device.health = new Health.Healthy("run-1", "1.0.6"));
    assertThat(watch(NOTHING)).isInstanceOf(Verdict.Works.class);
  }

  @Test
  void worksWithItsWord() throws Exception {
    every(() -> confirm("n-1", "1.0.6"));
    assertThat(watch(WORD)).isEqualTo(new Verdict.Works(Optional.of("only subscribed")));
  }

  @Test
  void failsWithoutItsWord() throws Exception {
    assertThat(fails(WORD).reason()).isEqualTo(Reason.NOT_CONNECTED);
    assertThat(elapsed()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void takesNoWordOfAnEarlierWindow() throws Exception {
    every(() -> confirm("n-0", "1.0.6"));
    assertThat(fails(WORD).reason()).isEqualTo(Reason.NOT_CONNECTED);
  }

  @Test
  void takesNoWordOfAnotherIdentity() throws Exception {
    every(() -> confirm("n-1", "1.0.5"));
    assertThat(fails(WORD).reason()).isEqualTo(Reason.NOT_CONNECTED);
  }

  @Test
  void takesNoWordThatWasSaidOnce() throws Exception {
    confirm("n-1", "1.0.6");
    assertThat(fails(WORD).reason()).isEqualTo(Reason.NOT_CONNECTED);
  }

  @Test
  void doesNotCondemnAVersionWhileTheBrokerIsAway() throws Exception {
    settings.put("mqtt.url", "tcp://127.0.0.1:" + unusedPort());
    at(Duration.ofMinutes(20), () -> every(() -> confirm("n-1", "1.0.6")));
    assertThat(watch(WORD)).isInstanceOf(Verdict.Works.class);
  }

  @Test
  void saysThatABrokerWasAwayAllTheTime() throws Exception {
    settings.put("mqtt.url", "tcp://127.0.0.1:" + unusedPort());
    Verdict.Fails fails = fails(WORD);
    assertThat(fails.reason()).isEqualTo(Reason.NOT_CONNECTED);
    assertThat(fails.prolonged()).isTrue();
    assertThat(elapsed()).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void doesNotWaitLongerIfTheBrokerIsThere() throws Exception {
    try (ServerSocket broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      settings.put("mqtt.url", "mqtt://127.0.0.1:" + broker.getLocalPort());
      Verdict.Fails fails = fails(WORD);
      assertThat(fails.prolonged()).isFalse();
      assertThat(elapsed()).isLessThan(Duration.ofMinutes(6));
    }
  }

  @Test
  void failsWhatItsProbeComplainsAbout() throws Exception {
    settings.put("health.timeout", "30s");
    settings.put("health.probe", "[\"/bin/sh\", \"-c\", \"exit 3\"]");
    Verdict.Fails fails = fails(NOTHING);
    assertThat(fails.reason()).isEqualTo(Reason.UNHEALTHY);
    assertThat(fails.detail()).contains("exited with 3");
  }

  @Test
  void worksWithAProbeThatIsContent() throws Exception {
    settings.put("health.probe", "/bin/true");
    assertThat(watch(NOTHING)).isInstanceOf(Verdict.Works.class);
  }

  @Test
  void looksThroughHttpToo() throws Exception {
    settings.put("health.timeout", "20s");
    settings.put("health.probe", "http://127.0.0.1:" + unusedPort() + "/healthy");
    assertThat(fails(NOTHING).detail()).contains("/healthy");
  }

  private Verdict.Fails fails(HealthWatch.Asked asked) throws Exception {
    Verdict verdict = watch(asked);
    assertThat(verdict).isInstanceOf(Verdict.Fails.class);
    return (Verdict.Fails) verdict;
  }

  private Verdict watch(HealthWatch.Asked asked) throws Exception, UpdateException {
    HealthSettings health = HealthSettings.from(settings);
    Probe probe = new Probe(health.probe(), new Processes(Seam.NONE));
    Interruption interruption = new Interruption(rig.clock);
    interruption.begin(Rig.ID);
    interruption.tooLate();
    try {
      return new HealthWatch(health, confirmation, probe, interruption, rig.clock)
          .await(rig.device.create(rig.environment()), update(), asked, HealthWatch.Hold.ALWAYS);
    } finally {
      interruption.end();
    }
  }

  private Update update() {
    return new Update(
        Rig.ID,
        Instant.EPOCH,
        new Installed("1.0.5", "1.0.5", true),
        new Release("1.0.6", "sha256:6", 1, Map.of()),
        new Prepared("1.0.6", Map.of()),
        directory,
        Update.Progress.NONE);
  }

  private void at(Duration when, Runnable act) {
    boolean[] done = {false};
    every(
        () -> {
          if (!done[0] && elapsed().compareTo(when) >= 0) {
            done[0] = true;
            act.run();
          }
        });
  }

  private void every(Runnable act) {
    rig.clock.meanwhile(act);
  }

  private void confirm(String nonce, String identity) {
    try {
      confirmation.write(Rig.ID, nonce, identity, Optional.of("only subscribed"));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private Duration elapsed() {
    return rig.clock.uptime().minus(start);
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
