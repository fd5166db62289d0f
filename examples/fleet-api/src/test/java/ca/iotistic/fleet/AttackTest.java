package ca.iotistic.fleet;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried against the service is refused, or harmless. */
final class AttackTest {
  private static final int STATUSES = 2600;

  @TempDir static Path directory;
  private static Bed bed;
  private static Caller api;
  private static Talker devices;

  @BeforeAll
  static void open() throws Exception {
    bed = Bed.open(directory);
    api = bed.caller();
    devices = new Talker(bed.broker());
    api.register("victim", "rpi4", "[]");
    api.register("attacker", "rpi4", "[]");
  }

  @AfterAll
  static void close() throws Exception {
    devices.close();
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/devices",
        "GET /v1/devices",
        "POST /api/v1/devices",
        "POST /api/v1/devices/victim/update-agent",
        "POST /api/v1/devices/victim/cancel",
        "POST /api/v1/devices/victim/rollback",
        "GET /api/v1/devices/victim/updates",
        "POST /api/v1/batches",
        "POST /api/v1/rollouts",
        "POST /api/v1/rollouts/1/resume",
        "GET /api/v1/statistics",
        "GET /api/v1/tokens",
        "POST /api/v1/tokens",
        "DELETE /api/v1/tokens/1",
        "GET /api/v1/audit",
        "GET /api/v1/mqtt-acl"
      })
  void nothingIsDoneWithoutAToken(String call) {
    String[] parts = call.split(" ");
    for (String token : List.of("", "wrong", "' OR 1=1 --")) {
      Caller.Reply reply = api.as(token).call(parts[0], parts[1], "{}");

      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.json().path("type").asText()).startsWith("urn:iotistic:fleet:");
    }
  }

  @Test
  void aTokenIsGoodForItsScopesOnlyAndTheAttemptIsAudited() {
    String read = token("[\"read\"]");
    Caller reader = api.as(read);

    Caller.Reply reply = reader.post("/api/v1/devices/victim/update-agent", "{}");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.json().path("scope").asText()).isEqualTo("update");
    assertThat(reader.get("/api/v1/devices").status()).isEqualTo(200);
    assertThat(reader.get("/api/v1/tokens").status()).isEqualTo(403);
    assertThat(api.get("/api/v1/audit").text())
        .contains("\"status\":403")
        .contains("/api/v1/devices/victim/update-agent")
        .doesNotContain(read);
  }

  @Test
  void aRevokedTokenIsGoodForNothing() {
    Caller.Reply made =
        api.post("/api/v1/tokens", "{\"name\":\"gone\",\"scopes\":[\"read\",\"update\"]}");
    Caller holder = api.as(made.json().path("token").asText());
    assertThat(holder.get("/api/v1/devices").status()).isEqualTo(200);

    assertThat(api.call("DELETE", "/api/v1/tokens/" + made.json().path("id").asText(), "").status())
        .isEqualTo(204);

    assertThat(holder.get("/api/v1/devices").status()).isEqualTo(401);
  }

  static Stream<String> poison() {
    return Stream.of(
        "'; DROP TABLE devices; --",
        "\" OR \"1\"=\"1",
        "<script>alert(1)</script>",
        "{{7*7}}${7*7}:name?1",
        "../../etc/passwd",
        "agent/+/#",
        "a\u0000b",
        "\ud800",
        "\u202e\u0007",
        "x".repeat(100_000));
  }

  @ParameterizedTest
  @MethodSource("poison")
  void noFieldIsCodeAndNoneIsAFault(String poison) throws Exception {
    String text = JsonNodeFactory.instance.textNode(poison).toString();
    List<String> fields =
        List.of("uuid", "deviceName", "deviceType", "zone", "isActive", "<script>");
    for (String field : fields) {
      ObjectNode device = JsonNodeFactory.instance.objectNode();
      device.put(
          "uuid", "p-" + Integer.toHexString(poison.hashCode()) + "-" + fields.indexOf(field));
      device.put("deviceType", "rpi4").put(field, poison);
      harmless(api.post("/api/v1/devices", device.toString()));
    }
    for (String field : List.of("version", "scheduled_time", "force", "expires", "digest")) {
      Caller.Reply reply =
          api.post("/api/v1/devices/victim/update-agent", "{\"" + field + "\":" + text + "}");
      assertThat(reply.status()).as(field).isBetween(400, 499);
      harmless(reply);
    }
    harmless(api.post("/api/v1/tokens", "{\"name\":" + text + ",\"scopes\":[" + text + "]}"));
    harmless(api.post("/api/v1/batches", "{\"version\":\"1.0.6\",\"devices\":[" + text + "]}"));
    harmless(
        api.post(
            "/api/v1/rollouts",
            "{\"version\":\"1.0.6\",\"name\":%s,\"where\":{\"type\":%s,\"tags\":[%s],\"q\":%s}}"
                .formatted(text, text, text, text)));
    if (poison.length() < 1000) {
      String encoded = URLEncoder.encode(poison, StandardCharsets.UTF_8);
      for (String name : List.of("type", "tag", "version", "state", "q", "cursor", "limit")) {
        harmless(api.get("/api/v1/devices?" + name + "=" + encoded));
      }
      harmless(api.get("/api/v1/statistics?by=" + encoded + "&since=" + encoded));
      harmless(api.get("/api/v1/devices/" + encoded + "/updates/" + encoded));
    }
    try (Sql sql = bed.sql()) {
      assertThat(sql.number("SELECT count(*) FROM devices")).isGreaterThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"text\"",
        "{",
        "{} {}",
        "{\"version\":\"1.0.6\",\"version\":\"1.0.7\"}",
        "{\"uuid\":\"attacker\",\"version\":\"1.0.6\"}",
        "{\"action\":\"rollback\"}",
        "{\"version\":\"1.0\"}",
        "{\"version\":7}",
        "{\"version\":\"1.0.6; reboot\"}",
        "{\"force\":\"true\"}",
        "{\"scheduled_time\":\"tomorrow\"}",
        "{\"scheduled_time\":\"2025-11-10T02:00:00\"}",
        "{\"expires\":\"2001-01-01T00:00:00Z\"}",
        "{\"schedule_time\":\"2025-11-10T02:00:00Z\"}"
      })
  void whatADeviceWouldRefuseIsRefusedAtOnce(String body) {
    Caller.Reply reply = api.post("/v1/devices/victim/update-agent", body);

    assertThat(reply.status()).isBetween(400, 422);
    assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    assertThat(reply.json().path("status").asInt()).isEqualTo(reply.status());
    assertThat(reply.json().path("detail").asText()).isNotBlank();
  }

  @Test
  void aBodyHasALimit() {
    assertThat(api.post("/api/v1/devices", "x".repeat(2_000_000)).status()).isEqualTo(413);
    assertThat(api.unsized("POST", "/api/v1/devices", "x".repeat(1_100_000))).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "+300000-01-01T00:00:00Z"
      })
  void aTimeThatNoDatabaseHasIsRefused(String moment) {
    String encoded = URLEncoder.encode(moment, StandardCharsets.UTF_8);

    for (String name : List.of("since", "until")) {
      assertThat(api.get("/api/v1/statistics?" + name + "=" + encoded).status()).isEqualTo(400);
    }
    for (String name : List.of("scheduled_time", "expires")) {
      assertThat(
              api.post(
                      "/api/v1/devices/victim/update-agent",
                      "{\"%s\":\"%s\"}".formatted(name, moment))
                  .status())
          .isEqualTo(422);
    }
    for (String time : List.of("24:00", "23:59:59.9999999", moment)) {
      assertThat(api.post("/api/v1/rollouts", "{\"local_time\":\"%s\"}".formatted(time)).status())
          .isEqualTo(400);
    }
  }

  @Test
  void errorsOfEveryKindAreProblems() {
    for (String path : List.of("/nowhere", "/api/v1/rollouts/x", "/api/v1/devices/none")) {
      Caller.Reply reply = api.get(path);
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
    }
    assertThat(api.call("PUT", "/api/v1/devices", "{}").status()).isEqualTo(405);
  }

  @Test
  void aCallIsDoneOnceByItsIdempotencyKey() throws Exception {
    String path = "/api/v1/devices/victim/update-agent";
    String[] key = {"Idempotency-Key", "k-1"};
    Caller.Reply first = api.call("POST", path, "{\"version\":\"3.0.0\"}", key);
    Caller.Reply second = api.call("POST", path, "{\"version\":\"3.0.0\"}", key);

    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(api.call("POST", path, "{\"version\":\"3.0.1\"}", key).status()).isEqualTo(422);
    try (Sql sql = bed.sql()) {
      assertThat(sql.number("SELECT count(*) FROM updates WHERE version LIKE '3.0.%'")).isOne();
    }
  }

  @Test
  void theTopicIsTheTruthWhateverTheBodySays() throws Exception {
    String id =
        api.post("/api/v1/devices/victim/update-agent", "{\"version\":\"1.0.6\"}")
            .header("Location")
            .replaceFirst(".*/", "");

    devices.status(
        "attacker", id, "update_succeeded", "\"uuid\":\"victim\",\"device_uuid\":\"victim\"");

    await()
        .atMost(Bed.PATIENCE)
        .until(() -> api.get("/api/v1/devices/attacker/updates/" + id).status() == 200);
    assertThat(api.get("/api/v1/devices/victim/updates/" + id).json().path("state").asText())
        .isEqualTo("pending");
  }

  @Test
  void aStatusOfAMegabyteAndOneThatIsNoneChangeNothing() throws Exception {
    String long1 = "x".repeat(1_000_000);
    devices.status("attacker", "big", "update_failed", "\"error\":\"" + long1 + "\"");
    devices.wire().publish("agent/attacker/status", long1, 1, false);
    devices.wire().publish("agent/attacker/state", long1, 1, false);
    for (String nothing :
        List.of(
            "", "null", "[]", "{\"type\":\"update_failed\"}", "{\"type\":7,\"sequence\":1e999}")) {
      devices.wire().publish("agent/attacker/status", nothing, 1, false);
    }
    String version =
        new Random(7).ints(7000, 'a', 'z').mapToObj(Character::toString).collect(joining());
    devices.status("attacker", "long", "update_failed", "\"current_version\":\"" + version + "\"");
    devices.status("attacker", "nul", "update_failed", "\"error\":\"a\\u0000b\\ud800\"");

    await()
        .atMost(Bed.PATIENCE)
        .until(() -> api.get("/api/v1/devices/attacker/updates/nul").status() == 200);
    assertThat(api.get("/api/v1/devices/attacker/updates/big").status()).isEqualTo(404);
    assertThat(api.get("/api/v1/devices/attacker/updates/long").json().path("state").asText())
        .isEqualTo("failed");
    assertThat(api.get("/api/v1/devices/attacker").json().path("version").asText())
        .hasSizeLessThan(9);
  }

  @Test
  void aFloodIsCutOffAndOthersAreHeard() throws Exception {
    api.register("flood", "rpi4", "[]");
    for (int i = 0; i < STATUSES; i++) {
      devices.status("flood", "f-" + i, "update_progress", "\"phase\":\"preparing\"");
    }
    devices.status("attacker", "after", "update_started", "");

    await()
        .atMost(Bed.PATIENCE)
        .until(() -> api.get("/api/v1/devices/attacker/updates/after").status() == 200);
    await()
        .atMost(Bed.PATIENCE)
        .until(
            () -> api.get("/metrics").text().contains("fleet_statuses_total{verdict=\"flood\"}"));
    try (Sql sql = bed.sql()) {
      assertThat(sql.number("SELECT count(*) FROM mqtt_messages WHERE device_uuid = 'flood'"))
          .isLessThan(STATUSES);
    }
  }

  @Test
  void whatIsSaidWithoutQosIsNotPiledUp() throws Exception {
    for (int i = 0; i < STATUSES; i++) {
      devices.wire().publish("agent/attacker/status", "{\"type\":\"update_progress\"}", 0, false);
    }
    devices.status("attacker", "after-all", "update_started", "");

    await()
        .atMost(Bed.PATIENCE)
        .until(() -> api.get("/api/v1/devices/attacker/updates/after-all").status() == 200);
  }

  private static void harmless(Caller.Reply reply) {
    assertThat(reply.status()).as(reply.text()).isLessThan(500);
    assertThat(reply.header("Content-Type")).matches("application/(problem\\+)?json.*");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  private static String token(String scopes) {
    return api.post("/api/v1/tokens", "{\"name\":\"t\",\"scopes\":" + scopes + "}")
        .json()
        .path("token")
        .asText();
  }
}
