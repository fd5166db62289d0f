package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls beyond those of the original, with the other layout of topics. */
final class ApiTest {
  @TempDir static Path directory;
  private static Bed bed;
  private static Caller api;

  @BeforeAll
  static void open() throws Exception {
    bed = Bed.open(directory, "FLEET_TOPIC_BASE", "iot/device/{uuid}/agent");
    api = bed.caller();
    for (int i = 0; i < 5; i++) {
      api.register("page-" + i, "rpi4", i == 0 ? "[\"staging\",\"north\"]" : "[\"north\"]");
    }
  }

  @AfterAll
  static void close() throws Exception {
    bed.close();
  }

  @Test
  void devicesAreFoundByWhatTheyAre() throws Exception {
    try (Talker devices = new Talker(bed.broker())) {
      devices
          .wire()
          .publish("agent/page-3/state", "{\"online\":true,\"version\":\"9.9.9\"}", 1, true);
      devices.status("page-4", "by-hand", "update_failed", "");
      await().atMost(Bed.PATIENCE).until(() -> found("?version=9.9.9").equals(List.of("page-3")));
      await().atMost(Bed.PATIENCE).until(() -> found("?state=failed").equals(List.of("page-4")));
    }
    assertThat(found("?tag=north&tag=staging")).containsExactly("page-0");
    assertThat(found("?online=true")).containsExactly("page-3");
    assertThat(found("?type=rpi4&q=AGE-1")).isEmpty();
    assertThat(found("?type=rpi4&q=age-1")).containsExactly("page-1");
    assertThat(api.get("/api/v1/devices?state=broken").status()).isEqualTo(400);
  }

  @Test
  void pagesFollowEachOtherWithoutGapsOrRepeats() {
    List<String> all = new ArrayList<>();
    String cursor = "";
    while (!cursor.equals("null")) {
      JsonNode page = api.get("/api/v1/devices?q=page-&limit=2&cursor=" + cursor).json();
      assertThat(page.path("devices").size()).isLessThanOrEqualTo(2);
      page.path("devices").forEach(device -> all.add(device.path("uuid").asText()));
      cursor = page.path("next").asText();
    }

    assertThat(all).containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
  }

  @Test
  void aBatchCommandsAllOrNobody() throws Exception {
    for (int i = 0; i < 3; i++) {
      api.register("batch-" + i, "x86", "[]");
    }
    api.call("PATCH", "/api/v1/devices/batch-2", "{\"isActive\":false}");

    Caller.Reply unknown =
        api.post("/api/v1/batches", "{\"version\":\"7.0.0\",\"devices\":[\"batch-0\",\"none\"]}");
    assertThat(unknown.status()).isEqualTo(404);
    try (Sql sql = bed.sql()) {
      assertThat(sql.number("SELECT count(*) FROM updates WHERE version = '7.0.0'")).isZero();
    }

    Caller.Reply reply =
        api.post("/api/v1/batches", "{\"version\":\"7.0.1\",\"where\":{\"type\":\"x86\"}}");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("commanded").asInt()).isEqualTo(2);
    assertThat(api.get(reply.header("Location")).json().path("states").path("pending").asInt())
        .isEqualTo(2);
    assertThat(api.post("/api/v1/batches", "{\"version\":\"7.0.1\"}").status()).isEqualTo(400);
    await()
        .atMost(Bed.PATIENCE)
        .until(() -> api.get("/metrics").text().contains("fleet_outbox{scope=\"all\"} 0.0"));
  }

  @Test
  void twoInTheMorningIsWhereTheDeviceIs() throws Exception {
    api.post(
        "/api/v1/devices", "{\"uuid\":\"tokyo\",\"deviceType\":\"rpi5\",\"zone\":\"Asia/Tokyo\"}");

    Caller.Reply reply =
        api.post("/api/v1/batches", "{\"devices\":[\"tokyo\"],\"local_time\":\"02:00\"}");

    assertThat(reply.status()).isEqualTo(201);
    JsonNode update = api.get("/api/v1/devices/tokyo/updates").json().path("updates").path(0);
    Instant scheduled = Instant.parse(update.path("scheduled_time").asText());
    assertThat(scheduled.atZone(ZoneId.of("Asia/Tokyo")).getHour()).isEqualTo(2);
    assertThat(scheduled).isAfter(Instant.now());
  }

  @Test
  void aRollbackIsAnUpdateOfItsOwnInTheHistory() {
    api.register("back", "rpi4", "[]");
    Caller.Reply update = api.post("/api/v1/devices/back/update-agent", "{\"version\":\"1.0.6\"}");
    Caller.Reply back = api.post("/api/v1/devices/back/rollback", "");

    assertThat(update.json().path("update").path("mqttTopic").asText())
        .isEqualTo("iot/device/back/agent/update");
    JsonNode updates = api.get("/api/v1/devices/back/updates").json().path("updates");
    assertThat(updates.findValuesAsText("action")).containsExactly("rollback", "update");
    assertThat(updates.path(0).path("id").asText())
        .isEqualTo(back.json().path("rollback").path("id").asText());
    assertThat(updates.path(1).path("state").asText()).isEqualTo("cancelled");
    assertThat(updates.path(1).path("reason").asText()).isEqualTo("superseded");
  }

  @Test
  void whatIsOutOfServiceOrUnknownIsNotCommanded() {
    api.register("retired", "rpi4", "[]");
    api.call("PATCH", "/api/v1/devices/retired", "{\"isActive\":false}");

    assertThat(api.post("/api/v1/devices/retired/update-agent", "{}").status()).isEqualTo(409);
    assertThat(api.post("/api/v1/devices/unknown/update-agent", "{}").status()).isEqualTo(404);
    assertThat(api.post("/api/v1/devices", "{\"uuid\":\"retired\",\"deviceType\":\"x\"}").status())
        .isEqualTo(409);
  }

  @Test
  void whoDidWhatIsWrittenDown() {
    api.register("audited", "rpi4", "[]");

    JsonNode newest = api.get("/api/v1/audit?limit=500").json().path("audit");

    assertThat(newest)
        .anyMatch(
            entry ->
                entry.path("action").asText().equals("POST /devices")
                    && entry.path("token").asText().equals("admin")
                    && entry.path("detail").path("uuid").asText().equals("audited"));
  }

  private static List<String> found(String query) {
    return api.get("/api/v1/devices" + query).json().path("devices").findValuesAsText("uuid");
  }
}
