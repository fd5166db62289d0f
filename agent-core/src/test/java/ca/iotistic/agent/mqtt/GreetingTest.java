package ca.iotistic.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.mqtt.Greeting.Welcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A visitor at a real broker. */
final class GreetingTest {
  private static final String HERE = "DNS:localhost,IP:127.0.0.1";

  @TempDir Path directory;
  private Mosquitto broker;

  @BeforeEach
  void configureBroker() throws Exception {
    broker = Mosquitto.in(directory.resolve("broker"));
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void isAcceptedWithoutDisturbingTheAgent() throws Exception {
    broker.user("me", "secret").start();
    String url = "tcp://localhost:" + broker.port();
    try (Device agent = Device.started(url, "username", "me", "password", "secret").listening()) {
      Greeting greeting = greet(agent.id, url, "username", "me", "password", "secret");

      assertThat(greeting).isEqualTo(new Greeting(Welcome.ACCEPTED, "", Optional.empty()));
      agent.publish("still there");
      assertThat(agent.connection.facts().problem()).isEmpty();
    }
  }

  @Test
  void isRefusedWithAWrongPassword() throws Exception {
    broker.user("me", "secret").start();

    Greeting greeting =
        greet("abc-123", "tcp://localhost:" + broker.port(), "username", "me", "password", "no");

    assertThat(greeting.welcome()).isEqualTo(Welcome.REFUSED);
    assertThat(greeting.sentence())
        .contains("refuses the user me", "abc-123-doctor-", "check mqtt.username, mqtt.password")
        .doesNotContain("\"no\"");
  }

  @Test
  void nothingIsRefusedWhereNobodyAnswers() throws Exception {
    Greeting greeting = greet("abc-123", "tcp://localhost:" + Ports.free());

    assertThat(greeting.welcome()).isEqualTo(Welcome.AWAY);
    assertThat(greeting.sentence()).contains("nothing accepts connections", "check mqtt.url");
    assertThat(greet("abc-123", "tcp://no.such.host.invalid:1883").welcome())
        .isEqualTo(Welcome.AWAY);
  }

  @Test
  void tellsWhenTheCertificatesEnd() throws Exception {
    Certificates authority =
        Certificates.authority(directory.resolve("authority"), "Test Authority");
    int port = broker.tls(authority.issue("broker", HERE), Optional.empty());
    broker.start();

    Greeting greeting =
        greet("abc-123", "ssl://localhost:" + port, "ca", authority.ca().toString());

    assertThat(greeting.welcome()).isEqualTo(Welcome.ACCEPTED);
    assertThat(greeting.certificateEnds())
        .hasValueSatisfying(end -> assertThat(end).isAfter(Instant.now()));
  }

  @Test
  void aKeyThatDoesNotBelongToTheCertificateIsFoundWithoutABroker() throws Exception {
    Certificates authority =
        Certificates.authority(directory.resolve("authority"), "Test Authority");
    Certificates.Pair one = authority.issue("one", HERE);
    Certificates.Pair other = authority.issue("other", HERE);

    Greeting greeting =
        greet(
            "abc-123",
            "ssl://localhost:" + Ports.free(),
            "ca",
            authority.ca().toString(),
            "cert",
            one.cert().toString(),
            "key",
            other.key().toString());

    assertThat(greeting.welcome()).isEqualTo(Welcome.REFUSED);
    assertThat(greeting.sentence()).contains("does not belong to mqtt.cert");
  }

  private static Greeting greet(String device, String url, String... more)
      throws InterruptedException {
    Map<String, String> settings = new HashMap<>(Map.of("mqtt.url", url));
    for (int at = 0; at < more.length; at += 2) {
      settings.put("mqtt." + more[at], more[at + 1]);
    }
    return Greeting.of(MqttSettings.from(settings, device), device, Time.system());
  }
}
