package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.mqtt.Mosquitto;
import ca.iotistic.fleetsim.Options;
import ca.iotistic.fleetsim.Registration;
import ca.iotistic.fleetsim.SimulatedFleet;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Staged rollouts over hundreds of simulated devices, by a service that is killed on the way. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RolloutTest {
  private static final int DEVICES = Integer.getInteger("fleet.devices", 200);
  private static final int KILLS = Integer.getInteger("fleet.kills", 3);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BAD = "1.0.7";
  private static final String GOOD = "1.0.8";
  private static final String STAGES =
      """
      [{"percent":10,"soak":"1s"},{"percent":50,"soak":"1s"},{"percent":40}]""";

  @TempDir static Path directory;
  private static Mosquitto broker;
  private static String database;
  private static Copy service;
  private static SimulatedFleet fleet;
  private static Path memory;

  @BeforeAll
  static void open() throws Exception {
    broker = Mosquitto.in(directory.resolve("broker")).persistent();
    broker.line("max_queued_messages 0").start();
    database = Postgres.database();
    service = Copy.start(directory.resolve("service.log"), broker, database);
    memory = Files.createTempDirectory(Path.of("/dev/shm"), "fleet-test");
    Options options = Options.of(broker.port(), memory, DEVICES).failing(0.3, BAD);
    new Registration(URI.create(service.caller().url()), Bed.TOKEN)
        .register(SimulatedFleet.uuids(options));
    fleet = SimulatedFleet.start(options);
  }

  @AfterAll
  static void close() throws Exception {
    fleet.close();
    service.close();
    broker.close();
    try (var files = Files.walk(memory)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  @Test
  @Order(1)
  void aBadVersionStopsInTheCanary() {
    long id = begin(BAD);

    await().atMost(PATIENCE).until(() -> show(id).path("state").asText().equals("stopped"));

    JsonNode rollout = show(id);
    assertThat(rollout.path("stage").asInt()).isZero();
    assertThat(rollout.path("reason").asText()).contains("have failed");
    assertThat(rollout.path("progress").path(0).path("devices").asInt()).isEqualTo(DEVICES / 10);
    assertThat(rollout.path("progress").path(1).path("commanded").asInt()).isZero();
    assertThat(rollout.path("progress").path(2).path("commanded").asInt()).isZero();
    assertThat(fleet.commands().values().stream().filter(ids -> !ids.isEmpty()).count())
        .isEqualTo(DEVICES / 10);
    System.out.printf(
        "bad rollout: %d devices, 30 %% failing: %s; %s%n",
        DEVICES, rollout.path("reason").asText(), rollout.path("progress"));
  }

  @Test
  @Order(2)
  void aGoodVersionReachesEverybodyOnceThoughTheServiceIsKilledAgainAndAgain() throws Exception {
    Map<String, Set<String>> before = distinct();
    int running = 0;
    Instant began = Instant.now();
    long id = begin(GOOD);

    for (int i = 0; i < KILLS; i++) {
      int floor = i * DEVICES / (KILLS + 1);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  show(id).path("progress").findValues("commanded").stream()
                          .mapToInt(JsonNode::asInt)
                          .sum()
                      >= floor);
      running += show(id).path("state").asText().equals("running") ? 1 : 0;
      service.kill();
      service.again();
      service.await();
    }
    await().atMost(PATIENCE).until(() -> show(id).path("state").asText().equals("completed"));

    JsonNode progress = show(id).path("progress");
    for (String count : List.of("devices", "commanded", "succeeded", "ended")) {
      assertThat(progress.findValues(count).stream().mapToInt(JsonNode::asInt).sum())
          .as(count)
          .isEqualTo(DEVICES);
    }
    assertThat(fleet.versions().values()).containsOnly(GOOD);
    distinct()
        .forEach(
            (uuid, ids) ->
                assertThat(ids.size() - before.getOrDefault(uuid, Set.of()).size())
                    .as("commands to " + uuid)
                    .isEqualTo(1));
    try (Sql sql = new Sql(Postgres.connect(database))) {
      String begun =
          """
          SELECT count(*), count(DISTINCT m.device_uuid) FROM mqtt_messages m
          JOIN updates u ON u.device_uuid = m.device_uuid AND u.id = m.update_id
          WHERE m.type = 'update_started' AND u.rollout_id = %d
          """
              .formatted(id);
      assertThat(sql.rows(begun)).containsExactly(DEVICES + "|" + DEVICES);
    }
    System.out.printf(
        "good rollout: %d devices, killed %d times, %d of them on the way, in %d s: %s%n",
        DEVICES,
        KILLS,
        running,
        Duration.between(began, Instant.now()).toSeconds(),
        show(id).path("progress"));
  }

  @Test
  @Order(3)
  void whatIsPausedCommandsNobodyAndWhatIsCancelledIsWithdrawn() throws Exception {
    fleet.away("sim-0000", true);
    service.caller().call("PATCH", "/api/v1/devices/sim-0000", "{\"tags\":[\"one\"]}");
    long id =
        service
            .caller()
            .post(
                "/api/v1/rollouts",
                """
                {"version":"1.0.9","where":{"q":"sim-000"},
                 "stages":[{"tag":"one"},{"percent":100}]}""")
            .json()
            .path("id")
            .asLong();
    await()
        .atMost(PATIENCE)
        .until(() -> show(id).path("progress").path(0).path("commanded").asInt() == 1);

    assertThat(turn(id, "pause").json().path("state").asText()).isEqualTo("paused");
    assertThat(turn(id, "pause").status()).isEqualTo(409);
    assertThat(turn(id, "resume").json().path("state").asText()).isEqualTo("running");
    assertThat(turn(id, "cancel").json().path("state").asText()).isEqualTo("cancelled");

    await()
        .atMost(PATIENCE)
        .until(
            () -> service.caller().get("/api/v1/devices/sim-0000").json().path("state").asText(),
            "cancelled"::equals);
    assertThat(show(id).path("progress").path(1).path("commanded").asInt()).isZero();
  }

  private static long begin(String version) {
    Caller.Reply reply =
        service
            .caller()
            .post(
                "/api/v1/rollouts",
                "{\"version\":\"%s\",\"where\":{\"tags\":[\"simulated\"]},\"stages\":%s}"
                    .formatted(version, STAGES));
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.json().path("id").asLong();
  }

  private static JsonNode show(long id) {
    return service.caller().get("/api/v1/rollouts/" + id).json();
  }

  private static Caller.Reply turn(long id, String what) {
    return service.caller().post("/api/v1/rollouts/" + id + "/" + what, "");
  }

  private static Map<String, Set<String>> distinct() {
    Map<String, Set<String>> distinct = new HashMap<>();
    fleet.commands().forEach((uuid, ids) -> distinct.put(uuid, Set.copyOf(ids)));
    return distinct;
  }
}
