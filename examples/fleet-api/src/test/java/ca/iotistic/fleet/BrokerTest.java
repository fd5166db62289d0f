package ca.iotistic.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.mqtt.Certificates;
import ca.iotistic.agent.mqtt.Cloud;
import ca.iotistic.agent.mqtt.Mosquitto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are particular about whom they know and what they take. */
final class BrokerTest {
  private static final String HERE = "DNS:localhost,IP:127.0.0.1";

  @TempDir Path directory;
  private Mosquitto broker;

  @BeforeEach
  void configure() throws Exception {
    broker = Mosquitto.in(directory.resolve("broker"));
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
  }

  @Test
  void aBrokerIsTrustedByTheAuthorityInTheFileAsItIsNow() throws Exception {
    Certificates ours = Certificates.authority(directory.resolve("ours"), "Ours");
    Certificates stranger = Certificates.authority(directory.resolve("stranger"), "Stranger");
    int port = broker.tls(ours.issue("broker", HERE), Optional.empty());
    broker.start();
    Path file = Files.copy(stranger.ca(), directory.resolve("ca.pem"));
    try (Fleet fleet =
        Fleet.start(settings("ssl://localhost:" + port, "FLEET_MQTT_CA_FILE", file.toString()))) {
      await().atMost(Bed.PATIENCE).until(() -> broker.log().contains("alert"));
      assertThat(health(fleet)).isEqualTo("degraded");

      Files.copy(ours.ca(), file, StandardCopyOption.REPLACE_EXISTING);

      await().atMost(Bed.PATIENCE).until(() -> Bed.healthy(fleet.url()));
    }
  }

  @Test
  void aBrokerWithTheNameOfAnotherHostIsNotTrusted() throws Exception {
    Certificates ours = Certificates.authority(directory.resolve("ours"), "Ours");
    int port = broker.tls(ours.issue("broker", "DNS:elsewhere.example"), Optional.empty());
    broker.start();
    try (Fleet fleet =
        Fleet.start(
            settings("ssl://localhost:" + port, "FLEET_MQTT_CA_FILE", ours.ca().toString()))) {
      await().atMost(Bed.PATIENCE).until(() -> broker.log().contains("alert"));

      assertThat(health(fleet)).isEqualTo("degraded");
    }
  }

  @Test
  void whatTheBrokerRefusesHoldsUpNobodyElse() throws Exception {
    broker
        .user("fleet", "secret")
        .user("device", "secret")
        .acl(
            "user fleet",
            "topic read agent/+/status",
            "topic read agent/+/state",
            "topic write agent/good/update",
            "user device",
            "topic readwrite agent/#")
        .start();
    try (Fleet fleet =
            Fleet.start(
                settings(
                    broker.url(),
                    "FLEET_MQTT_USERNAME",
                    "fleet",
                    "FLEET_MQTT_PASSWORD",
                    "secret"));
        Cloud device = Cloud.at(broker, "device", "secret")) {
      await().atMost(Bed.PATIENCE).until(() -> Bed.healthy(fleet.url()));
      Caller api = new Caller(fleet.url(), Bed.TOKEN);
      for (int i = 0; i < 25; i++) {
        api.register("refused-" + i, "rpi4", "[]");
      }
      api.register("good", "rpi4", "[]");
      api.post("/api/v1/batches", "{\"version\":\"1.0.6\",\"where\":{\"q\":\"refused\"}}");
      await()
          .atMost(Bed.PATIENCE)
          .until(
              () -> api.get("/metrics").text().contains("fleet_published_total{outcome=\"open\"}"));

      api.post("/api/v1/devices/good/update-agent", "{}");

      await().atMost(Bed.PATIENCE).until(() -> !device.heard("agent/good/update").isEmpty());
    }
  }

  private Settings settings(String url, String... more) throws Exception {
    var environment = Bed.environment(broker, Postgres.database(), more);
    environment.put("FLEET_MQTT_URL", url);
    return Settings.from(environment);
  }

  private static String health(Fleet fleet) {
    return new Caller(fleet.url(), "").get("/health").json().path("status").asText();
  }
}
