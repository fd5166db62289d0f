package ca.iotistic.agent.mqtt;

import static ca.iotistic.agent.mqtt.Device.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MqttTlsTest {
  private static final String HERE = "DNS:localhost,IP:127.0.0.1";

  @TempDir Path directory;
  private Mosquitto broker;
  private Certificates authority;

  @BeforeEach
  void configureBroker() throws Exception {
    broker = Mosquitto.in(directory.resolve("broker"));
    authority = Certificates.authority(directory.resolve("authority"), "Test Authority");
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void connectsToWhomItTrustsByNameAndByAddress() throws Exception {
    int port = broker.tls(authority.issue("broker", HERE), Optional.empty());
    broker.start();
    for (String host : new String[] {"localhost", "127.0.0.1"}) {
      try (Device device = trusting("ssl://" + host + ":" + port).listening()) {
        device.publish("status");
        assertThat(device.connection.facts().certificateEnds())
            .hasValueSatisfying(end -> assertThat(end).isAfter(Instant.now()));
      }
    }
  }

  @Test
  void refusesAnAuthorityItDoesNotKnow() throws Exception {
    Certificates stranger = Certificates.authority(directory.resolve("stranger"), "Stranger");
    int port = broker.tls(stranger.issue("broker", HERE), Optional.empty());
    broker.start();
    try (Device device = trusting("ssl://localhost:" + port)) {
      device.tells("signed by \"CN=Stranger\"", authority.ca().toString());
    }
    try (Device device = Device.started("ssl://localhost:" + port)) {
      device.tells("set mqtt.ca");
    }
  }

  @Test
  void refusesAnotherHost() throws Exception {
    int port = broker.tls(authority.issue("broker", "DNS:elsewhere.example"), Optional.empty());
    broker.start();
    try (Device device = trusting("ssl://localhost:" + port)) {
      device.tells("not for localhost", "elsewhere.example");
    }
  }

  @Test
  void refusesWhatHasExpired() throws Exception {
    int port = broker.tls(authority.expired("broker", HERE), Optional.empty());
    broker.start();
    try (Device device = trusting("ssl://localhost:" + port)) {
      device.tells("CN=broker", "has expired", "clock");
    }
  }

  @Test
  void saysWhenThePortSpeaksNoTls() throws Exception {
    broker.start();
    try (Device device = trusting("ssl://localhost:" + broker.port())) {
      device.tells("localhost:" + broker.port(), "TLS port");
    }
  }

  @Test
  void saysWhenThePortWantsTls() throws Exception {
    int port = broker.tls(authority.issue("broker", HERE), Optional.empty());
    broker.start();
    try (Device device = Device.started("tcp://localhost:" + port)) {
      device.tells("localhost:" + port, "may want TLS");
    }
  }

  @Test
  void showsItsCertificateAndTakesARenewedOne() throws Exception {
    int port = broker.tls(authority.issue("broker", HERE), Optional.of(authority.ca()));
    broker.start();
    Certificates.Pair old = authority.expired("device-old", "DNS:device");
    Certificates.Pair renewed = authority.issue("device-new", "DNS:device");
    Path cert = Files.copy(old.cert(), directory.resolve("device.pem"));
    Path key = Files.copy(old.key(), directory.resolve("device.key"));
    String url = "ssl://localhost:" + port;
    try (Device device =
        Device.started(
            url, "ca", authority.ca().toString(), "cert", cert.toString(), "key", key.toString())) {
      device.tells("the TLS handshake", "check that mqtt.cert " + cert);
      Files.copy(renewed.cert(), cert, StandardCopyOption.REPLACE_EXISTING);
      device.tells("mqtt.key " + key + " does not belong to mqtt.cert " + cert);
      Files.copy(renewed.key(), key, StandardCopyOption.REPLACE_EXISTING);
      device.listening();
      device.publish("status");
    }
  }

  @Test
  void saysWhenTheBrokerWantsACertificate() throws Exception {
    int port = broker.tls(authority.issue("broker", HERE), Optional.of(authority.ca()));
    broker.start();
    try (Device device = trusting("ssl://localhost:" + port)) {
      device.tells("mqtt.cert and mqtt.key");
    }
  }

  @Test
  void noticesAHalfOpenLinkUnderTls() throws Exception {
    int port = broker.tls(authority.issue("broker", HERE), Optional.empty());
    broker.start();
    try (FaultyLink link = FaultyLink.to(port);
        Device device = trusting("ssl://localhost:" + link.port()).listening()) {
      link.stall(FaultyLink.Way.UP, FaultyLink.Way.DOWN);
      until("it is noticed").until(() -> !device.sink.isListening());
      link.flow();
      link.cut();
      device.listeningAgain(1);
    }
  }

  private Device trusting(String url) {
    return Device.started(url, "ca", authority.ca().toString());
  }
}
