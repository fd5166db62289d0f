package ca.iotistic.fleet;

import ca.iotistic.fleet.device.Topics;
import ca.iotistic.fleet.mqtt.BrokerSettings;
import ca.iotistic.fleet.store.DatabaseUrl;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the service is told by its environment.
 *
 * @param database absent: the embedded PostgreSQL, in {@code dataDirectory}
 * @param adminToken absent: made at the first start
 * @param updateTimeout how long a device has to end an update, counted from its time
 * @param keepMessages how long what devices have said is kept
 * @param unknown variables that look like ours and are not
 */
record Settings(
    String httpHost,
    int httpPort,
    BrokerSettings broker,
    Topics topics,
    Optional<DatabaseUrl> database,
    Path dataDirectory,
    Optional<String> adminToken,
    Duration updateTimeout,
    Duration keepMessages,
    Set<String> unknown) {
  private static final int SHORTEST_TOKEN = 16;
  private static final String LOOPBACK = "127.0.0.1";

  Settings {
    adminToken.ifPresent(
        token -> {
          if (token.length() < SHORTEST_TOKEN || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                "FLEET_ADMIN_TOKEN is too weak: use 16 or more printable characters without"
                    + " spaces, as `openssl rand -hex 32` gives, or leave it out to have one made");
          }
        });
    if (updateTimeout.isZero()) {
      throw new IllegalArgumentException("FLEET_UPDATE_TIMEOUT is 0: allow devices some time");
    }
    if (keepMessages.isZero()) {
      throw new IllegalArgumentException("FLEET_KEEP_MESSAGES is 0: keep them for some time");
    }
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with a sentence that names the variable and the cure
   */
  static Settings from(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    String host = environment.text("FLEET_HTTP_HOST").orElse(LOOPBACK);
    try {
      InetAddress.getByName(host);
    } catch (UnknownHostException none) {
      throw new IllegalArgumentException(
          "FLEET_HTTP_HOST \""
              + host
              + "\" has no address: use 127.0.0.1, 0.0.0.0 or a name of"
              + " this machine",
          none);
    }
    int port = environment.number("FLEET_HTTP_PORT", 8080, 0, 65_535);
    BrokerSettings broker =
        BrokerSettings.of(
            environment.text("FLEET_MQTT_URL").orElse("tcp://localhost:1883"),
            environment.text("FLEET_MQTT_USERNAME"),
            environment.secret("FLEET_MQTT_PASSWORD"),
            environment.file("FLEET_MQTT_CA_FILE"));
    Topics topics = Topics.of(environment.text("FLEET_TOPIC_BASE").orElse(Topics.DEFAULT));
    Optional<DatabaseUrl> database =
        environment.secret("FLEET_DATABASE_URL").map(DatabaseUrl::parse);
    Path data = Path.of(environment.text("FLEET_DATA_DIR").orElse("fleet-data")).toAbsolutePath();
    Optional<String> token = environment.secret("FLEET_ADMIN_TOKEN");
    Duration timeout = environment.duration("FLEET_UPDATE_TIMEOUT", Duration.ofHours(24));
    Duration keep = environment.duration("FLEET_KEEP_MESSAGES", Duration.ofDays(90));
    return new Settings(
        host, port, broker, topics, database, data, token, timeout, keep, environment.unknown());
  }
}
