package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.mqtt.Mosquitto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the service needs goes away and comes back, and copies of it die. */
final class OutageTest {
  private static final Duration OUTAGE = Durations.parse(System.getProperty("fleet.outage", "1s"));
  private static final int STATUSES = 300;
  private static final int COMMANDS = 30;

  @TempDir Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Mosquitto broker;
  private String database;

  @BeforeEach
  void open() throws Exception {
    broker = Mosquitto.in(directory.resolve("broker")).persistent();
    broker.line("max_queued_messages 0").start();
    database = Postgres.database();
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    broker.close();
  }

  @Test
  void whatIsSaidWhileTheDatabaseIsAwayIsNotLost() throws Exception {
    MortalPostgres postgres = keep(MortalPostgres.in(directory.resolve("postgres")));
    Fleet fleet = keep(Fleet.start(Settings.from(Bed.environment(broker, postgres.url()))));
    Caller api = new Caller(fleet.url(), Bed.TOKEN);
    await().atMost(Bed.PATIENCE).until(() -> Bed.healthy(fleet.url()));
    api.register("dev-1", "rpi4", "[]");
    String before = commanded(api, "dev-1");
    try (Talker device = new Talker(broker)) {
      postgres.stop();
      await().atMost(Bed.PATIENCE).until(() -> api.get("/health").status() == 503);
      Caller.Reply refused = api.post("/api/v1/devices/dev-1/update-agent", "{}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.json().path("detail").asText()).contains("Try again");
      for (int i = 0; i < STATUSES; i++) {
        device.status("dev-1", "u-" + i, "update_failed", "\"reason\":\"not_found\"");
      }
      lasting(() -> api.get("/health").status() == 503);

      postgres.again();

      try (Sql sql = postgres.sql()) {
        String taken = "SELECT count(*) FROM updates WHERE state = 'failed'";
        await().atMost(Bed.PATIENCE).until(() -> sql.number(taken) == STATUSES);
        System.out.printf(
            "outage of the database: away for %s, %d of %d statuses taken in after it%n",
            OUTAGE, sql.number(taken), STATUSES);
      }
      await().atMost(Bed.PATIENCE).until(() -> Bed.healthy(fleet.url()));
      String after = commanded(api, "dev-1");
      for (String id : List.of(before, after)) {
        await()
            .atMost(Bed.PATIENCE)
            .until(
                () ->
                    device.wire().heard("agent/dev-1/update").stream()
                        .anyMatch(m -> m.contains(id)));
      }
    }
  }

  @Test
  void whatIsCommandedWhileTheBrokerIsAwayIsNotLost() throws Exception {
    Fleet fleet = keep(Fleet.start(Settings.from(Bed.environment(broker, database))));
    Caller api = new Caller(fleet.url(), Bed.TOKEN);
    await().atMost(Bed.PATIENCE).until(() -> Bed.healthy(fleet.url()));
    broker.kill();
    await()
        .atMost(Bed.PATIENCE)
        .until(() -> api.get("/health").json().path("broker").asText().equals("down"));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      api.register("dev-" + i, "rpi4", "[]");
      ids.add(commanded(api, "dev-" + i));
    }
    lasting(() -> api.get("/health").json().path("status").asText().equals("degraded"));

    broker.start();

    try (Talker devices = new Talker(broker)) {
      for (int i = 0; i < COMMANDS; i++) {
        String topic = "agent/dev-" + i + "/update";
        String id = ids.get(i);
        await()
            .atMost(Bed.PATIENCE)
            .until(() -> devices.wire().heard(topic).stream().anyMatch(m -> m.contains(id)));
      }
      System.out.printf(
          "outage of the broker: away for %s, %d of %d commands published after it%n",
          OUTAGE, COMMANDS, COMMANDS);
      await()
          .atMost(Bed.PATIENCE)
          .until(() -> api.get("/metrics").text().contains("fleet_outbox{scope=\"all\"} 0.0"));
    }
  }

  @Test
  void twoCopiesShareWhatDevicesSayAndNothingIsLostWhenOneIsKilled() throws Exception {
    Copy one = keep(Copy.start(directory.resolve("one.log"), broker, database));
    Copy other = keep(Copy.start(directory.resolve("other.log"), broker, database));
    other.caller().register("dev-1", "rpi4", "[]");
    String applied = "fleet_statuses_total{verdict=\"applied\"}";
    try (Talker device = new Talker(broker);
        Sql sql = new Sql(Postgres.connect(database))) {
      for (int i = 0; i < 200; i++) {
        device.status("dev-1", "u-" + i, "update_failed", "");
      }
      String count = "SELECT count(*) FROM mqtt_messages";
      await().atMost(Bed.PATIENCE).until(() -> sql.number(count) == 200);
      await().atMost(Bed.PATIENCE).until(() -> one.count(applied) + other.count(applied) == 200);
      assertThat(one.count(applied)).isPositive();
      assertThat(other.count(applied)).isPositive();
      System.out.printf(
          "two copies: of 200 statuses one took in %d, the other %d",
          one.count(applied), other.count(applied));

      for (int i = 200; i < 1000; i++) {
        if (i == 500) {
          one.kill();
        }
        device.status("dev-1", "u-" + i, "update_failed", "");
      }

      await().atMost(Bed.PATIENCE).until(() -> sql.number(count) == 1000);
      // The dead copy's session goes, so that nothing is put aside for it any more.
      await()
          .atMost(Bed.PATIENCE)
          .until(() -> sql.number("SELECT count(*) FROM broker_sessions") == 1);
      System.out.printf(
          "; one was killed, and of 1000 there are %d, %d of them by the other%n",
          sql.number(count), other.count(applied));
    }
  }

  @Test
  void theEmbeddedDatabaseKeepsItsDataThoughTheServiceIsKilled() throws Exception {
    var environment = Bed.environment(broker, "");
    environment.remove("FLEET_ADMIN_TOKEN");
    environment.put("FLEET_DATA_DIR", directory.resolve("data").toString());
    Path log = directory.resolve("embedded.log");
    Copy copy = keep(Copy.start(log, environment));
    String printed = Files.readString(log);
    String token = printed.replaceFirst("(?s).*(fleet_[A-Za-z0-9_-]{43}).*", "$1");
    new Caller(copy.caller().url(), token).register("kept", "rpi4", "[]");

    copy.kill();
    copy.again();
    copy.await();
    assertThat(new Caller(copy.caller().url(), token).get("/api/v1/devices/kept").status())
        .isEqualTo(200);
    copy.stop();
    copy.again();
    copy.await();

    assertThat(new Caller(copy.caller().url(), token).get("/api/v1/devices/kept").status())
        .isEqualTo(200);
    assertThat(Files.readString(log)).containsOnlyOnce("The token of");
    copy.stop();
  }

  private static String commanded(Caller api, String uuid) {
    Caller.Reply reply = api.post("/api/v1/devices/" + uuid + "/update-agent", "{}");
    assertThat(reply.status()).isEqualTo(200);
    return reply.header("Location").replaceFirst(".*/", "");
  }

  /** For the whole time of the outage, and as long as it may take to see that. */
  private static void lasting(Callable<Boolean> state) {
    await().during(OUTAGE).atMost(OUTAGE.plus(Bed.PATIENCE)).until(state);
  }

  private <T extends AutoCloseable> T keep(T one) {
    opened.add(one);
    return one;
  }
}
