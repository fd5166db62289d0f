package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of that which devices say. */
final class IngestionTest {
  @TempDir static Path directory;
  private static Bed bed;
  private static Caller api;
  private static Talker devices;

  @BeforeAll
  static void open() throws Exception {
    bed = Bed.open(directory, "FLEET_UPDATE_TIMEOUT", "3s");
    api = bed.caller();
    devices = new Talker(bed.broker());
  }

  @AfterAll
  static void close() throws Exception {
    devices.close();
    bed.close();
  }

  @Test
  void everyStatusIsInTheHistoryAndTheLastOneCounts() throws Exception {
    String id = commanded("story");
    devices.status("story", id, "update_command_received", "\"version\":\"1.0.6\"");
    devices.status(
        "story",
        id,
        "update_started",
        "\"current_version\":\"1.0.5\",\"target_version\":\"1.0.6\"");
    devices.status("story", id, "update_progress", "\"phase\":\"preparing\",\"percent\":40");
    devices.status(
        "story",
        id,
        "update_succeeded",
        "\"current_version\":\"1.0.6\",\"duration_ms\":1200,\"downtime_ms\":300");

    JsonNode update = awaited("story", id, "succeeded");

    assertThat(types(update))
        .containsExactly(
            "update_command_received", "update_started", "update_progress", "update_succeeded");
    assertThat(update.path("duration_ms").asLong()).isEqualTo(1200);
    assertThat(api.get("/api/v1/devices/story").json().path("version").asText()).isEqualTo("1.0.6");
  }

  @Test
  void theOrderIsThatOfTheSequenceAndRepeatsAreDropped() throws Exception {
    String id = commanded("order");
    devices.status("order", id, "update_succeeded", "\"current_version\":\"1.0.6\"", 30);
    devices.status("order", id, "update_started", "\"target_version\":\"1.0.6\"", 20);
    devices.status("order", id, "update_succeeded", "\"current_version\":\"1.0.6\"", 30);
    devices.status("order", id, "update_command_received", "", 10);

    await().atMost(Bed.PATIENCE).until(() -> types(show("order", id)).size() == 3);

    JsonNode update = show("order", id);
    assertThat(update.path("state").asText()).isEqualTo("succeeded");
    assertThat(update.path("target_version").asText()).isEqualTo("1.0.6");
    assertThat(types(update))
        .containsExactly("update_command_received", "update_started", "update_succeeded");
  }

  @Test
  void whatIsRetainedIsClearedAfterTheEnd() throws Exception {
    String id = commanded("cleared");
    await().atMost(Bed.PATIENCE).until(() -> !heard("cleared").isEmpty());

    devices.status("cleared", id, "update_skipped", "\"reason\":\"already_current\"");

    awaited("cleared", id, "succeeded");
    await().atMost(Bed.PATIENCE).until(() -> heard("cleared").contains(""));
  }

  @Test
  void aCommandThatExpiresIsForgottenByTheBroker() throws Exception {
    api.register("expiring", "rpi4", "[]");
    String soon = Instant.now().plusSeconds(4).toString();
    api.post("/api/v1/devices/expiring/update-agent", "{\"expires\":\"" + soon + "\"}");
    await().atMost(Bed.PATIENCE).until(() -> !heard("expiring").isEmpty());

    await()
        .atMost(Bed.PATIENCE)
        .until(
            () -> {
              try (Talker late = new Talker(bed.broker())) {
                late.wire().publish("agent/expiring/marker", "now", 1, false);
                await().until(() -> !late.wire().heard("agent/expiring/marker").isEmpty());
                return late.wire().heard("agent/expiring/update").isEmpty();
              }
            });
  }

  @Test
  void aLateStatusCorrectsATimeOut() throws Exception {
    String id = commanded("late");
    awaited("late", id, "timeout");

    devices.status("late", id, "update_succeeded", "\"current_version\":\"1.0.6\"");

    awaited("late", id, "succeeded");
  }

  @Test
  void whatWasMissedIsInTheRetainedState() throws Exception {
    String id = commanded("missed");
    devices
        .wire()
        .publish(
            "agent/missed/state",
            """
            {"online":true,"version":"1.0.6","deployment_type":"docker","zone":"America/Toronto",
             "last":{"type":"update_failed","update_id":"%s","sequence":7,"reason":"not_found",
                     "device":"unchanged","current_version":"1.0.5"}}
            """
                .formatted(id),
            1,
            true);

    JsonNode update = awaited("missed", id, "failed");

    assertThat(update.path("reason").asText()).isEqualTo("not_found");
    JsonNode device = api.get("/api/v1/devices/missed").json();
    assertThat(device.path("online").asBoolean()).isTrue();
    assertThat(device.path("zone").asText()).isEqualTo("America/Toronto");
  }

  @Test
  void whoIsRegisteredLateIsKnownAtOnce() throws Exception {
    devices
        .wire()
        .publish("agent/stranger/state", "{\"online\":true,\"version\":\"1.0.5\"}", 1, true);
    try (Sql sql = bed.sql()) {
      await().atMost(Bed.PATIENCE).until(() -> sql.number("SELECT count(*) FROM strangers") == 1);
    }

    api.register("stranger", "rpi4", "[]");

    JsonNode device = api.get("/api/v1/devices/stranger").json();
    assertThat(device.path("version").asText()).isEqualTo("1.0.5");
    assertThat(device.path("online").asBoolean()).isTrue();
  }

  @Test
  void theOtherLayoutIsHeardToo() throws Exception {
    String id = commanded("layout");
    devices
        .wire()
        .publish(
            "iot/device/layout/agent/status",
            "{\"type\":\"update_rejected\",\"update_id\":\"%s\",\"sequence\":1,\"reason\":\"expired\"}"
                .formatted(id),
            1,
            false);

    awaited("layout", id, "failed");
  }

  @Test
  void aCancelWithdrawsWhatNobodyHasSeen() throws Exception {
    String id = commanded("nobody");

    Caller.Reply reply = api.post("/api/v1/devices/nobody/cancel", "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(show("nobody", id).path("state").asText()).isEqualTo("cancelled");
    String cancel = reply.json().path("cancel").path("id").asText();
    devices.status("nobody", cancel, "update_skipped", "\"reason\":\"nothing_to_cancel\"");
    awaited("nobody", cancel, "succeeded");
  }

  @Test
  void whatWasCommandedPastTheApiIsInTheHistory() throws Exception {
    api.register("by-hand", "rpi4", "[]");
    devices.status("by-hand", "ssh-1", "update_command_received", "\"version\":\"2.0.0\"");

    JsonNode update = awaited("by-hand", "ssh-1", "acknowledged");

    assertThat(update.path("created_by").asText()).isEqualTo("device");
    assertThat(update.path("version").asText()).isEqualTo("2.0.0");
  }

  @Test
  void theSuccessRateIsOfAllThatHaveEnded() throws Exception {
    for (int i = 0; i < 4; i++) {
      String id = commanded("rate-" + i);
      devices.status(
          "rate-" + i,
          id,
          i == 0 ? "update_failed" : "update_succeeded",
          "\"duration_ms\":%d,\"downtime_ms\":%d".formatted(1000 * (i + 1), 100 * i));
      awaited("rate-" + i, id, i == 0 ? "failed" : "succeeded");
    }

    JsonNode statistics = api.get("/api/v1/statistics?by=type").json();

    JsonNode rated =
        statistics.path("groups").findParents("key").stream()
            .filter(group -> group.path("key").asText().equals("type-rate"))
            .findFirst()
            .orElseThrow();
    assertThat(rated.path("ended").asInt()).isEqualTo(4);
    assertThat(rated.path("success_rate_percent").asDouble()).isEqualTo(75.0);
    assertThat(rated.path("duration_ms").path("p50").asDouble()).isEqualTo(2500.0);
    assertThat(api.get("/api/v1/statistics?by=hour").json().path("groups")).isNotEmpty();
    assertThat(api.get("/api/v1/statistics?by=version").json().path("groups")).isNotEmpty();
    assertThat(api.get("/metrics").text()).contains("fleet_statuses_total{verdict=\"applied\"}");
  }

  private static List<String> heard(String uuid) {
    return devices.wire().heard("agent/" + uuid + "/update");
  }

  private static String commanded(String uuid) {
    api.register(uuid, "type-" + uuid.replaceFirst("-.*", ""), "[]");
    return api.post("/api/v1/devices/" + uuid + "/update-agent", "{\"version\":\"1.0.6\"}")
        .header("Location")
        .replaceFirst(".*/", "");
  }

  private static JsonNode show(String uuid, String id) {
    return api.get("/api/v1/devices/" + uuid + "/updates/" + id).json();
  }

  private static JsonNode awaited(String uuid, String id, String state) {
    await().atMost(Bed.PATIENCE).until(() -> show(uuid, id).path("state").asText(), state::equals);
    return show(uuid, id);
  }

  private static List<String> types(JsonNode update) {
    List<String> types = new ArrayList<>();
    update.path("statuses").forEach(s -> types.add(s.path("payload").path("type").asText()));
    return types;
  }
}
