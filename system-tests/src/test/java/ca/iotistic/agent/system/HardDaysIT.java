package ca.iotistic.agent.system;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.mqtt.Certificates;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to devices in their life, and what the operator sees of it. */
class HardDaysIT {
  @RegisterExtension final Scene scene = Scene.shared();

  @Test
  void passwordIsRotatedWithoutARestart() throws Exception {
    scene.publish("1.0.6");
    Path secrets = Files.createDirectories(scene.directory().resolve("secrets"));
    Files.writeString(secrets.resolve("mqtt"), Broker.PASSWORD + "\n");
    scene.start(
        "1.0.5",
        scene
            .options()
            .with("-v", secrets + ":/run/secrets:ro")
            .environment("IOTISTIC_MQTT_PASSWORD", "")
            .environment("IOTISTIC_MQTT_PASSWORD_FILE", "/run/secrets/mqtt"));
    String agent = scene.device().inspect().at("/State/StartedAt").asText();

    scene.broker().password("another");
    scene.gate().shut();
    scene.gate().reopen();
    awaitLog("password");
    assertThat(doctor()).contains("password");
    Files.writeString(secrets.resolve("mqtt"), "another\n");

    scene.cloud().reconnect("another");
    scene.cloud().update("u", "1.0.6");
    assertThat(scene.cloud().awaitTerminal("u").path("type").asText())
        .isEqualTo("update_succeeded");
    assertThat(agent).isNotEqualTo(scene.device().inspect().at("/State/StartedAt").asText());
  }

  @Test
  void certificatesAreRotatedWithoutARestart() throws Exception {
    scene.publish("1.0.6");
    Path files = Files.createDirectories(scene.directory().resolve("tls"));
    Certificates authority = Certificates.authority(files.resolve("ca"), "test authority");
    int port = scene.broker().secure(authority.ca(), authority.issue("broker", "DNS:localhost"));
    scene.cloud().reconnect();
    place(authority.issue("device", "DNS:device"), authority.ca(), files);
    scene.start(
        "1.0.5",
        scene
            .options()
            .with("-v", files + ":/run/tls:ro")
            .environment("IOTISTIC_MQTT_URL", "ssl://localhost:" + port)
            .environment("IOTISTIC_MQTT_CA", "/run/tls/trusted.pem")
            .environment("IOTISTIC_MQTT_CERT", "/run/tls/device.pem")
            .environment("IOTISTIC_MQTT_KEY", "/run/tls/device.key"));
    assertThat(doctor()).contains("certificate");
    String run = scene.device().inspect().at("/State/StartedAt").asText();

    // The old authority is given up: what it signed is worth nothing any more, on both sides.
    Certificates next = Certificates.authority(files.resolve("next"), "next authority");
    scene.broker().secure(next.ca(), next.issue("broker", "DNS:localhost"));
    scene.cloud().reconnect();
    awaitLog("mqtt.ca");
    assertThat(doctor()).contains("mqtt.ca");
    place(next.issue("device", "DNS:device"), next.ca(), files);
    awaitLog("connected again");
    assertThat(scene.device().inspect().at("/State/StartedAt").asText()).isEqualTo(run);

    scene.cloud().update("u", "1.0.6");
    assertThat(scene.cloud().awaitTerminal("u").path("type").asText())
        .isEqualTo("update_succeeded");
  }

  @Test
  void registryWantsAToken() throws Exception {
    Path secrets = Files.createDirectories(scene.directory().resolve("secrets"));
    Files.writeString(secrets.resolve("registry"), "wrong");
    Engine engine = scene.device().engine();
    try (TokenRegistry registry = new TokenRegistry(scene.directory())) {
      Device device =
          new Device(engine, scene.device().name(), registry.host() + "/" + scene.device().name());
      scene.publish("1.0.5");
      scene.publish("1.0.6");
      String login = scene.directory().resolve("docker").toString();
      engine.must(
          "--config",
          login,
          "login",
          "-u",
          TokenRegistry.USER,
          "-p",
          TokenRegistry.PASSWORD,
          registry.host());
      for (String version : List.of("1.0.5", "1.0.6")) {
        engine.must("pull", "-q", scene.device().image(version));
        engine.must("tag", scene.device().image(version), device.image(version));
        engine.must("--config", login, "push", "-q", device.image(version));
      }
      engine.must("rmi", device.image("1.0.6"), scene.device().image("1.0.6"));
      device.run(
          "1.0.5",
          scene
              .options()
              .with("-v", secrets + ":/run/secrets:ro")
              .environment("IOTISTIC_DOCKER_REGISTRY_USERNAME", TokenRegistry.USER)
              .environment("IOTISTIC_DOCKER_REGISTRY_PASSWORD_FILE", "/run/secrets/registry"));
      scene.cloud().awaitOnline("1.0.5");

      scene.cloud().update("refused", "latest");
      JsonNode refused = scene.cloud().awaitTerminal("refused");
      assertThat(refused.path("reason").asText()).isEqualTo("registry_unauthorized");
      assertThat(refused.path("device").asText()).isEqualTo("unchanged");
      assertThat(refused.path("error").asText()).doesNotContain("wrong");
      Files.writeString(secrets.resolve("registry"), TokenRegistry.PASSWORD);

      scene.cloud().update("u", "latest");
      JsonNode end = scene.cloud().awaitTerminal("u");
      assertThat(end.path("type").asText()).isEqualTo("update_succeeded");
      assertThat(end.path("current_version").asText()).isEqualTo("1.0.6");
      device.awaitAgent("1.0.6");
      device.remove();
    }
  }

  @Test
  void diskIsNearlyFull() throws Exception {
    scene.publish("1.0.6");
    scene
        .device()
        .engine()
        .must(
            "volume",
            "create",
            "--opt",
            "type=tmpfs",
            "--opt",
            "device=tmpfs",
            "--opt",
            "o=size=3m",
            scene.device().stateVolume());
    scene.start("1.0.5", scene.options());

    scene.cloud().update("u", "1.0.6");

    JsonNode end = scene.cloud().awaitTerminal("u");
    assertThat(end.path("type").asText()).isEqualTo("update_failed");
    assertThat(end.path("reason").asText()).isEqualTo("disk_full");
    assertThat(end.path("device").asText()).isEqualTo("unchanged");
    scene.device().awaitAgent("1.0.5");
    assertThat(doctor()).contains("free").contains("Make room");
  }

  @Test
  void clockIsWrongAtBoot() throws Exception {
    scene.publish("1.0.6");
    FakeClock clock = new FakeClock(scene.directory());
    clock.at(Instant.parse("2020-01-01T00:00:00Z"));
    scene.start("1.0.5", clock.on(scene.options()));

    Instant hour = Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    scene
        .cloud()
        .send(
            "{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"u\",\"scheduled_time\":\"%s\"}"
                .formatted(hour),
            true);
    Awaitility.await("held back for the clock")
        .atMost(Statuses.LIMIT)
        .until(() -> scene.cloud().state().at("/waiting/for").asText().equals("clock"));
    assertThat(doctor()).contains("clock");
    // As a person does who wants it at once.
    scene.cloud().send("{\"action\":\"update\",\"version\":\"1.0.6\",\"id\":\"now\"}", false);

    assertThat(scene.cloud().awaitTerminal("u").path("reason").asText()).isEqualTo("superseded");
    assertThat(scene.cloud().awaitTerminal("now").path("type").asText())
        .isEqualTo("update_succeeded");
    scene.device().awaitAgent("1.0.6");
  }

  private static void place(Certificates.Pair pair, Path ca, Path files) throws IOException {
    Files.copy(ca, files.resolve("trusted.pem"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(pair.cert(), files.resolve("device.pem"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(pair.key(), files.resolve("device.key"), StandardCopyOption.REPLACE_EXISTING);
  }

  private String doctor() {
    Shell.Result result = scene.device().exec("iotistic-agent", "doctor");
    return result.out() + result.err();
  }

  private void awaitLog(String text) {
    Awaitility.await("a line with " + text)
        .atMost(Statuses.LIMIT)
        .until(() -> scene.device().logs().contains(text));
  }
}
