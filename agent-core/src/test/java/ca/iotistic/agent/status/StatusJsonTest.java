package ca.iotistic.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.spi.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatusJsonTest {
  private static final Instant NOW = Instant.ofEpochMilli(1699564800000L);
  private final StatusJson json =
      new StatusJson(Secrets.of(Map.of("MQTT_PASSWORD", "hunter22", "HOME", "/root")));

  @Test
  void hasTheShapesOfTheTable() {
    assertThat(wire(new StatusEvent.CommandReceived("u", "update", "1.0.6")))
        .isEqualTo(
            "{'type':'update_command_received','action':'update','version':'1.0.6',"
                + "'timestamp':1699564800000,'update_id':'u','sequence':7}");
    assertThat(wire(new StatusEvent.CommandReceived("u", "cancel", "")))
        .isEqualTo(
            "{'type':'update_command_received','action':'cancel',"
                + "'timestamp':1699564800000,'update_id':'u','sequence':7}");
    assertThat(wire(new StatusEvent.Scheduled("u", "1.0.6", NOW, Optional.of("window"))))
        .isEqualTo(
            "{'type':'update_scheduled','version':'1.0.6',"
                + "'scheduled_time':'2023-11-09T21:20:00Z','waiting_for':'window',"
                + "'timestamp':1699564800000,'update_id':'u','sequence':7}");
    assertThat(wire(new StatusEvent.Started("u", "1.0.5", "1.0.6", "docker")))
        .isEqualTo(
            "{'type':'update_started','current_version':'1.0.5','target_version':'1.0.6',"
                + "'deployment_type':'docker',"
                + "'timestamp':1699564800000,'update_id':'u','sequence':7}");
    assertThat(wire(new StatusEvent.Progress("u", "preparing", 1, 3)))
        .startsWith(
            "{'type':'update_progress','phase':'preparing','percent':33,'bytes':1,'total_bytes':3,");
    assertThat(wire(new StatusEvent.Progress("u", "preparing", 1, -1)))
        .startsWith("{'type':'update_progress','phase':'preparing','bytes':1,'timestamp'");
    assertThat(wire(StatusEvent.Progress.phase("u", "preparing")))
        .startsWith("{'type':'update_progress','phase':'preparing','timestamp'");
    assertThat(wire(OutboxTest.succeeded("u")))
        .startsWith(
            "{'type':'update_succeeded','current_version':'1.0.6','previous_version':'1.0.5',"
                + "'duration_ms':9000,'downtime_ms':1200,'device':'updated','timestamp'");
    assertThat(wire(failed("no", List.of("a", "b"))))
        .startsWith(
            "{'type':'update_failed','reason':'unhealthy','error':'no','phase':'verifying',"
                + "'rolled_back':true,'current_version':'1.0.5','device':'rolled_back',"
                + "'log_tail':'a\\nb','timestamp'");
    assertThat(wire(OutboxTest.rejected("u")))
        .startsWith("{'type':'update_rejected','reason':'invalid_json','error':'no','timestamp'");
    assertThat(wire(new StatusEvent.Skipped("u", Reason.ALREADY_CURRENT, "1.0.6")))
        .startsWith(
            "{'type':'update_skipped','reason':'already_current','current_version':'1.0.6','time");
    assertThat(wire(new StatusEvent.Cancelled("u", Reason.SUPERSEDED)))
        .startsWith("{'type':'update_cancelled','reason':'superseded','timestamp'");
  }

  @Test
  void carriesAWarningOnlyWhereThereIsOne() {
    StatusEvent event =
        new StatusEvent.Succeeded(
            "u", "2.0.0", "1.0.0", Duration.ZERO, Duration.ZERO, Device.UPDATED, Optional.of("w"));
    assertThat(wire(event)).contains("'device':'updated','warning':'w',");
  }

  @Test
  void boundsTheErrorAndLeavesNoControlCharacterInIt() throws Exception {
    JsonNode status = read(failed("a\n\tb\u0007c\u2028d\ud800e" + "😀".repeat(600), List.of()));
    String error = status.path("error").asText();
    assertThat(error).startsWith("a b c d?e😀").endsWith("😀…").hasSizeBetween(500, 512);
    assertThat(status.has("log_tail")).isFalse();
  }

  @Test
  void keepsTheNewestLinesOfALongLog() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      lines.add("line \"" + i + "\"");
    }
    String tail = read(failed("no", lines)).path("log_tail").asText();
    assertThat(tail).endsWith("line \"998\"\nline \"999\"").hasSizeLessThan(4096);
    assertThat(tail.length()).isGreaterThan(3000);
    assertThat(read(failed("no", List.of("x".repeat(9999) + "end"))).path("log_tail").asText())
        .endsWith("xend")
        .hasSize(4096);
  }

  @Test
  void hidesSecretsInErrorAndLog() throws Exception {
    JsonNode status =
        read(
            failed(
                "login hunter22 at https://bob:pw@example.org/x refused",
                List.of("pass=hunter22", "home=/root")));
    assertThat(status.path("error").asText())
        .isEqualTo("login *** at https://***@example.org/x refused");
    assertThat(status.path("log_tail").asText()).isEqualTo("pass=***\nhome=/root");
  }

  @Test
  void staysInsideEightKibibytesWhateverItIsGiven() {
    Random random = new Random(8);
    for (int i = 0; i < 60; i++) {
      String junk = junk(random, 3000);
      StatusEvent event =
          new StatusEvent.Failed(
              junk,
              Reason.UNHEALTHY,
              junk,
              junk,
              true,
              junk,
              Device.NEEDS_PERSON,
              Collections.nCopies(random.nextInt(20), junk));
      assertThat(json.of(event, Long.MAX_VALUE, NOW).length).isLessThanOrEqualTo(8192);
    }
  }

  private static String junk(Random random, int length) {
    StringBuilder out = new StringBuilder();
    int kind = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      switch (kind) {
        case 0 -> out.append('"');
        case 1 -> out.appendCodePoint(0x1F600 + random.nextInt(50));
        case 2 -> out.append((char) random.nextInt(0x10000));
        default -> out.append((char) random.nextInt(128));
      }
    }
    return out.toString();
  }

  private static StatusEvent failed(String error, List<String> log) {
    return new StatusEvent.Failed(
        "u", Reason.UNHEALTHY, error, "verifying", true, "1.0.5", Device.ROLLED_BACK, log);
  }

  private String wire(StatusEvent event) {
    return new String(json.of(event, 7, NOW), StandardCharsets.UTF_8).replace('"', '\'');
  }

  private JsonNode read(StatusEvent event) throws IOException {
    return StatusJson.MAPPER.readTree(json.of(event, 7, NOW));
  }
}
