package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** As they stand there. Only the host is ours, and the token where the original had none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        curl -X POST https://api.iotistic.ca/v1/devices/abc-123/update-agent \\
          -H "Content-Type: application/json" \\
          -H "Authorization: Bearer $TOKEN" \\
          -d '{
            "version": "latest"
          }'
        """,
        """
        curl -X POST https://api.iotistic.ca/v1/devices/abc-123/update-agent \\
          -H "Content-Type: application/json" \\
          -d '{
            "version": "1.0.6"
          }'
        """,
        """
        curl -X POST https://api.iotistic.ca/v1/devices/abc-123/update-agent \\
          -H "Content-Type: application/json" \\
          -d '{
            "version": "1.0.6",
            "scheduled_time": "2025-11-10T02:00:00Z"
          }'
        """,
        """
        curl -X POST https://api.iotistic.ca/v1/devices/abc-123/update-agent \\
          -H "Content-Type: application/json" \\
          -d '{
            "version": "1.0.6",
            "force": true
          }'
        """,
        """
        curl -X POST https://api.iotistic.ca/v1/devices/abc-123/update-agent \\
          -H "Content-Type: application/json" \\
          -d '{"version": "1.0.6", "force": true}'
        """
      })
  void theCallsOfCurlAreAnsweredAndRefusedWithoutAToken(String command) throws Exception {
    String token = "  -H \"Authorization: Bearer $TOKEN\" \\\n";
    String without = command.replace("https://api.iotistic.ca", api.url()).replace(token, "");
    String with = without.replace("  -d '", token + "  -d '");

    JsonNode refused = pasted(without);
    assertThat(refused.path("status").asInt()).isEqualTo(401);
    assertThat(refused.path("detail").asText()).contains("Authorization: Bearer TOKEN");
    JsonNode asked = Bed.json(command.replaceFirst("(?s).* -d '(.*)'.*", "$1"));
    JsonNode answer = pasted(with);
    assertThat(answer.path("success").asBoolean()).isTrue();
    assertThat(answer.path("message").asText()).isEqualTo("Agent update command sent via MQTT");
    JsonNode update = answer.path("update");
    assertThat(update.path("version")).isEqualTo(asked.path("version"));
    assertThat(update.path("scheduled").asBoolean()).isEqualTo(asked.has("scheduled_time"));
    assertThat(update.path("scheduled_time").asText("null"))
        .isEqualTo(asked.path("scheduled_time").asText("null"));
    assertThat(update.path("force").asBoolean(true)).isEqualTo(asked.path("force").asBoolean());
  }

  @Test
  void theLoopOverABatchIsAlsoOneCall() throws Exception {
    for (int i = 0; i < 3; i++) {
      api.register("batch-" + i, "rpi3", "[]");
    }
    String body = "\"version\":\"1.0.6\",\"scheduled_time\":\"2199-11-10T02:00:00Z\"";
    try (Sql sql = bed.sql()) {
      List<String> devices =
          sql.rows("SELECT uuid FROM devices WHERE device_type = 'rpi3' AND is_active = true");
      for (String uuid : devices) {
        assertThat(api.post("/v1/devices/" + uuid + "/update-agent", "{" + body + "}").status())
            .isEqualTo(200);
      }
      String each = "SELECT DISTINCT count(*) FROM updates WHERE device_uuid LIKE 'batch-%'";
      assertThat(sql.rows(each + " GROUP BY device_uuid")).containsExactly("1");

      Caller.Reply reply = api.post("/v1/batches", "{" + body + ",\"where\":{\"type\":\"rpi3\"}}");

      assertThat(reply.json().path("commanded").asInt()).isEqualTo(devices.size());
      assertThat(sql.rows(each + " GROUP BY device_uuid")).containsExactly("2");
    }
  }

  @Test
  void theThreePhasesByHandAreAlsoOneRollout() throws Exception {
    for (int i = 0; i < 20; i++) {
      api.register("staged-%02d".formatted(i), "rpi5", "[]");
    }
    List<String> all =
        api.get("/v1/devices?type=rpi5").json().path("devices").findValuesAsText("uuid");
    int canaries = all.size() / 10;
    int half = all.size() / 2;
    for (List<String> phase :
        List.of(
            all.subList(0, canaries), all.subList(canaries, half), all.subList(half, all.size()))) {
      for (String uuid : phase) {
        assertThat(
                api.post("/v1/devices/" + uuid + "/update-agent", "{\"version\":\"1.0.6\"}")
                    .status())
            .isEqualTo(200);
      }
    }
    try (Sql sql = bed.sql()) {
      String commanded = "SELECT count(*) FROM updates WHERE device_uuid LIKE 'staged-%'";
      assertThat(sql.number(commanded)).isEqualTo(20);
    }

    Caller.Reply rollout =
        api.post("/v1/rollouts", "{\"version\":\"1.0.6\",\"where\":{\"type\":\"rpi5\"}}");

    assertThat(rollout.json().path("progress").findValues("devices").stream().map(JsonNode::asInt))
        .containsExactly(2, 10, 8);
    assertThat(rollout.json().path("stages").findValuesAsText("soak"))
        .containsExactly("1d", "12h", "0s");
  }

  private static JsonNode pasted(String command) throws Exception {
    assumeThat(Path.of("/usr/bin/curl")).isExecutable();
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", command).redirectError(ProcessBuilder.Redirect.DISCARD);
    bash.environment().put("TOKEN", Bed.TOKEN);
    Process process = bash.start();
    return Bed.json(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
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
