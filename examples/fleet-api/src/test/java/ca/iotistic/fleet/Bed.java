package ca.iotistic.fleet;

import ca.iotistic.agent.mqtt.Mosquitto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** The service in this process, with a broker and a database of its own, both real. */
final class Bed implements AutoCloseable {
  static final String TOKEN = "test-token-of-the-administrator";
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final Mosquitto broker;
  private final String database;
  private final Fleet fleet;

  private Bed(Mosquitto broker, String database, Fleet fleet) {
    this.broker = broker;
    this.database = database;
    this.fleet = fleet;
  }

  static Bed open(Path directory, String... more) throws Exception {
    Mosquitto broker = Mosquitto.in(directory.resolve("broker")).persistent();
    broker.line("max_queued_messages 0").start();
    String database = Postgres.database();
    Fleet fleet = Fleet.start(Settings.from(environment(broker, database, more)));
    Awaitility.await().atMost(PATIENCE).until(() -> healthy(fleet.url()));
    return new Bed(broker, database, fleet);
  }

  static Map<String, String> environment(Mosquitto broker, String database, String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FLEET_HTTP_PORT", "0");
    environment.put("FLEET_MQTT_URL", broker.url());
    environment.put("FLEET_DATABASE_URL", database);
    environment.put("FLEET_ADMIN_TOKEN", TOKEN);
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  static boolean healthy(String url) {
    return new Caller(url, "").get("/health").json().path("status").asText().equals("up");
  }

  Caller caller() {
    return new Caller(fleet.url(), TOKEN);
  }

  Mosquitto broker() {
    return broker;
  }

  String database() {
    return database;
  }

  Sql sql() throws SQLException {
    return new Sql(Postgres.connect(database));
  }

  static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  @Override
  public void close() throws InterruptedException {
    fleet.close();
    broker.close();
  }
}
