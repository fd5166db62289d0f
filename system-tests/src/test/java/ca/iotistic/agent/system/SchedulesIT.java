package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Updates that have an hour of their own. */
class SchedulesIT {
  // The uuid and the update's id say when the artifact is fetched; with these it is early.
  @RegisterExtension final Scene scene = Scene.alone("itsched").uuid("abc-123");

  @Test
  void artifactIsThereBeforeItsHourAndTheLastConfigurationCounts() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options());
    Instant hour = in(Duration.ofSeconds(60));

    schedule("u", "1.0.6", hour);
    awaitPhase("PREPARED");
    assertThat(scene.device().engine().tags(scene.device().repository())).contains("1.0.6");
    scene.device().awaitAgent("1.0.5");
    assertThat(scene.cloud().state().at("/waiting/for").asText()).isEqualTo("schedule");
    scene
        .device()
        .engine()
        .must("update", "--memory=512m", "--memory-swap=512m", scene.device().name());

    assertSucceeded("u");
    assertThat(scene.device().inspect().at("/HostConfig/Memory").asLong()).isEqualTo(512L << 20);
    // The engine's own word: the old agent may be gone before it can tell that phase.
    assertThat(Instant.parse(scene.device().inspect().at("/State/StartedAt").asText()))
        .isAfterOrEqualTo(hour);
  }

  @Test
  void hourIsKeptOverARestartAndAReboot() throws Exception {
    scene.publish("1.0.6");
    scene.start("1.0.5", scene.options());

    schedule("u", "1.0.6", in(Duration.ofSeconds(45)));
    scene.cloud().await("the appointment", s -> type(s).equals("update_scheduled"));
    scene.device().engine().must("restart", scene.device().name());
    scene.device().engine().cutPower();

    assertSucceeded("u");
    assertThat(scene.cloud().of("u")).filteredOn(s -> type(s).equals("update_started")).hasSize(1);
    scene.assertOneTerminal("u", "1.0.6");
  }

  @Test
  void newestWinsAndCancelDropsIt() throws Exception {
    scene.start("1.0.5", scene.options());
    Instant hour = in(Duration.ofDays(100));

    schedule("first", "1.0.6", hour);
    JsonNode scheduled =
        scene.cloud().await("the appointment", s -> type(s).equals("update_scheduled"));
    assertThat(Instant.parse(scheduled.path("scheduled_time").asText())).isEqualTo(hour);
    schedule("second", "1.0.7", hour);
    assertEnded("first", "update_cancelled", "superseded");
    scene.cloud().send("{\"action\":\"cancel\",\"id\":\"c\"}", false);
    assertEnded("second", "update_cancelled", "cancelled");
    scene.cloud().send("{\"action\":\"cancel\",\"id\":\"c2\"}", false);
    assertEnded("c2", "update_skipped", "nothing_to_cancel");
    scene.device().awaitAgent("1.0.5");
  }

  @Test
  void clockThatJumpsFiveYearsStartsNothingAndBlocksNothing() throws Exception {
    scene.publish("1.0.6");
    FakeClock clock = new FakeClock(scene.directory());
    scene.start("1.0.5", clock.on(scene.options()));
    schedule("in-100-days", "1.0.6", in(Duration.ofDays(100)));
    awaitWaiting("schedule");

    clock.ahead(Duration.ofDays(5 * 365));
    awaitWaiting("clock");
    clock.ahead(Duration.ZERO);
    scene.cloud().send("{\"action\":\"update\",\"version\":\"1.0.5\",\"id\":\"now\"}", false);
    assertEnded("now", "update_skipped", "already_current");
    schedule("again", "1.0.6", in(Duration.ofDays(100)));
    awaitWaiting("clock");
    scene.device().awaitAgent("1.0.5");
    scene.cloud().update("at-once", "1.0.6");
    assertSucceeded("at-once");
    assertThat(scene.cloud().terminals("in-100-days")).hasSize(1);
    assertThat(scene.cloud().terminals("again")).hasSize(1);
  }

  @Test
  void windowOpensInTheNightInWhichTheClocksGoForward() throws Exception {
    scene.publish("1.0.6");
    FakeClock clock = new FakeClock(scene.directory());
    // In Berlin 01:58:30; at 02:00 it is 03:00.
    clock.at(Instant.parse("2026-03-29T00:58:30Z"));
    scene.start(
        "1.0.5",
        clock
            .on(scene.options())
            .environment("IOTISTIC_SCHEDULE_WINDOW", "03:00-03:30")
            .environment("IOTISTIC_SCHEDULE_ZONE", "Europe/Berlin"));

    scene.cloud().update("u", "1.0.6");
    JsonNode scheduled =
        scene.cloud().await("the appointment", s -> type(s).equals("update_scheduled"));
    assertThat(Instant.parse(scheduled.path("scheduled_time").asText()))
        .isEqualTo("2026-03-29T01:00:00Z");
    assertThat(scheduled.path("waiting_for").asText()).isEqualTo("window");
    assertThat(scene.cloud().state().path("zone").asText()).isEqualTo("Europe/Berlin");

    assertSucceeded("u");
  }

  private static Instant in(Duration duration) {
    return Instant.now().plus(duration).truncatedTo(ChronoUnit.SECONDS);
  }

  private void schedule(String id, String version, Instant hour) throws Exception {
    scene
        .cloud()
        .send(
            "{\"action\":\"update\",\"version\":\"%s\",\"scheduled_time\":\"%s\",\"id\":\"%s\"}"
                .formatted(version, hour, id),
            true);
  }

  private void awaitWaiting(String reason) {
    Awaitility.await("waiting for " + reason)
        .atMost(Statuses.LIMIT)
        .until(() -> scene.cloud().state().at("/waiting/for").asText().equals(reason));
  }

  private void awaitPhase(String phase) {
    Awaitility.await("phase " + phase)
        .atMost(Statuses.LIMIT)
        .until(
            () ->
                scene
                    .device()
                    .journal()
                    .filter(j -> j.path("phase").asText().equals(phase))
                    .isPresent());
  }

  private void assertSucceeded(String id) {
    assertThat(type(scene.cloud().awaitTerminal(id))).isEqualTo("update_succeeded");
    scene.device().awaitAgent("1.0.6");
    scene.device().awaitNoLeftovers(1);
  }

  private void assertEnded(String id, String type, String reason) {
    JsonNode end = scene.cloud().awaitTerminal(id);
    assertThat(type(end)).isEqualTo(type);
    assertThat(end.path("reason").asText()).isEqualTo(reason);
  }

  private static String type(JsonNode status) {
    return status.path("type").asText();
  }
}
