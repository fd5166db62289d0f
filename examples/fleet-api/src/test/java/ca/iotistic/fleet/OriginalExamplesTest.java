package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the notes on the original system tell people to type, pasted. */
final class OriginalExamplesTest {
  @TempDir static Path directory;
  private static Bed bed;
  private static Caller api;

  @BeforeAll
  static void open() throws Exception {
    bed = Bed.open(directory);
    api = bed.caller();
    api.register("abc-123", "rpi4", "[\"staging\"]");
  }

  @AfterAll
  static void close() throws Exception {
    bed.close();
  }

  @Test
  void theResponseIsThatOfTheOriginalFieldForField() throws Exception {
    Caller.Reply reply =
        api.post(
            "/v1/devices/abc-123/update-agent",
            """
            {
              "version": "1.0.6",
              "scheduled_time": "2025-11-10T02:00:00Z",
              "force": false
            }
            """);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json())
        .isEqualTo(
            Bed.json(
                """
                {
                  "success": true,
                  "message": "Agent update command sent via MQTT",
                  "device": {
                    "uuid": "abc-123",
                    "deviceName": "device-001"
                  },
                  "update": {
                    "version": "1.0.6",
                    "scheduled": true,
                    "scheduled_time": "2025-11-10T02:00:00Z",
                    "force": false,
                    "mqttTopic": "agent/abc-123/update"
                  }
                }
                """));
  }

  @Test
  void theCommandIsRetainedAndThatOfTheOriginal() throws Exception {
    try (Talker device = new Talker(bed.broker())) {
      Caller.Reply reply =
          api.post(
              "/api/v1/devices/abc-123/update-agent", "{\"version\":\"1.0.6\",\"force\":true}");
      String id = reply.header("Location").replaceFirst(".*/", "");

      await()
          .atMost(Bed.PATIENCE)
          .until(
              () ->
                  device.wire().heard("agent/abc-123/update").stream()
                      .anyMatch(m -> m.contains(id)));
    }
    try (Talker late = new Talker(bed.broker())) {
      await()
          .atMost(Bed.PATIENCE)
          .until(() -> !late.wire().heard("agent/abc-123/update").isEmpty());
      JsonNode command = Bed.json(late.wire().heard("agent/abc-123/update").get(0));
      assertThat(command.path("action").asText()).isEqualTo("update");
      assertThat(command.path("version").asText()).isEqualTo("1.0.6");
      assertThat(command.path("force").asBoolean()).isTrue();
      assertThat(command.path("timestamp").isIntegralNumber()).isTrue();
    }
  }

  @Test
  void withoutAVersionItIsLatestAndWithoutAScheduleNone() {
    Caller.Reply reply = api.post("/v1/devices/abc-123/update-agent", "{}");

    assertThat(reply.json().path("update").path("version").asText()).isEqualTo("latest");
    assertThat(reply.json().path("update").path("scheduled").asBoolean(true)).isFalse();
    assertThat(reply.json().path("update").path("scheduled_time").isNull()).isTrue();
  }

  @Test
  void aCallWithoutATokenSaysHowToGetOne() {
    Caller.Reply reply =
        api.as("").post("/v1/devices/abc-123/update-agent", "{\"version\":\"1.0.6\"}");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(reply.json().path("detail").asText())
        .contains("Authorization: Bearer TOKEN")
        .contains("/api/v1/tokens");
  }

  @Test
  void theQueriesRunAsTheyAreWritten() throws Exception {
    api.register("prod-1", "rpi4", "[\"production\",\"north\"]");
    api.register("x86-1", "x86", "[]");
    try (Talker device = new Talker(bed.broker());
        Sql sql = bed.sql()) {
      device.status("prod-1", "by-hand", "update_failed", "\"reason\":\"not_found\"");

      assertThat(
              sql.rows(
                  """
                  SELECT uuid FROM devices\s
                    WHERE device_type = 'rpi4'\s
                    AND is_active = true
                  """))
          .containsExactlyInAnyOrder("abc-123", "prod-1");
      assertThat(sql.rows("SELECT uuid FROM devices WHERE tags @> '[\"staging\"]'"))
          .containsExactly("abc-123");
      assertThat(sql.rows("SELECT uuid FROM devices WHERE tags @> '[\"production\"]'"))
          .containsExactly("prod-1");
      await()
          .atMost(Bed.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          sql.rows(
                              """
                              SELECT device_uuid, type, timestamp
                                FROM mqtt_messages
                                WHERE topic LIKE 'agent/%/status'
                                AND timestamp > NOW() - INTERVAL '1 hour'
                                ORDER BY timestamp DESC
                              """))
                      .anyMatch(row -> row.startsWith("prod-1|update_failed|")));
    }
  }

  @Test
  void registrationMakesTheRowsForTheBrokersAccessControl() throws Exception {
    try (Sql sql = bed.sql()) {
      List<String> rows = sql.rows("SELECT username, topic, rw FROM mqtt_acls");

      assertThat(rows)
          .contains(
              "device-abc-123|iot/device/abc-123/#|3", "cloud-api|iot/device/+/agent/update|2");
      sql.run(
          """
          INSERT INTO mqtt_acls (username, topic, rw) VALUES
            ('device-abc-123', 'iot/device/abc-123/#', 3);
          INSERT INTO mqtt_acls (username, topic, rw) VALUES
            ('cloud-api', 'iot/device/+/agent/update', 2);
          """);
    }
    assertThat(api.get("/api/v1/mqtt-acl").text())
        .contains("user device-abc-123\n")
        .containsOnlyOnce("topic readwrite iot/device/abc-123/#\n")
        .contains("topic write iot/device/+/agent/update\n");
  }
}
