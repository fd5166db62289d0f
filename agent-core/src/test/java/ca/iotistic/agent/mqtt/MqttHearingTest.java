package ca.iotistic.agent.mqtt;

import static ca.iotistic.agent.mqtt.Device.ONLINE;
import static ca.iotistic.agent.mqtt.Device.TUNING;
import static ca.iotistic.agent.mqtt.Device.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proof of hearing, with what brokers allow and do not allow. */
final class MqttHearingTest {
  @TempDir Path directory;
  private final String id = Device.newId();
  private Mosquitto broker;

  @BeforeEach
  void configureBroker() throws Exception {
    broker = Mosquitto.in(directory).user("device", "secret").persistent();
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void hearsItsOwnStateWhileUnconfirmed() throws Exception {
    broker.acl("user device", "topic readwrite agent/" + id + "/#").start();
    try (Device device = started(TUNING)) {
      device.publishState(ONLINE);
      device.connection.setUnconfirmed(true);
      until("it hears itself").until(() -> device.sink.heardItself() > 0);
      assertThat(device.connection.hearingDenied()).isFalse();

      device.connection.setUnconfirmed(false);
      until("it unsubscribes")
          .until(() -> broker.log().contains("Received UNSUBSCRIBE from " + id));
      int before = device.sink.heardItself();
      device.publishState("{\"online\":true,\"more\":1}");
      device.publish("and the answer to this comes behind it");
      assertThat(device.sink.heardItself()).isEqualTo(before);
      assertThat(device.sink.deliveries()).isEmpty();
    }
  }

  @Test
  void doesNotTakeTheStateOfItsPredecessorForItsOwn() throws Exception {
    broker.acl("user device", "topic readwrite agent/" + id + "/#").start();
    try (Device predecessor = started(TUNING)) {
      predecessor.publishState("{\"version\":\"1.0.5\"}");
    }
    try (Device device = Device.configured(id, TUNING, broker.url(), credentials())) {
      device.connection.setUnconfirmed(true);
      device.connection.start(device.sink);
      device.listening();
      until("it is subscribed to its state")
          .until(() -> broker.log().contains(device.topic("state") + " (QoS 0)"));
      device.publish("comes behind the retained state");
      assertThat(device.sink.heardItself()).isZero();
      device.publishState("{\"version\":\"1.0.6\"}");
      until("it hears itself").until(() -> device.sink.heardItself() > 0);
    }
  }

  @Test
  void knowsWhenTheBrokerGrantsWhatItNeverServes() throws Exception {
    broker
        .acl(
            "user device",
            "topic read agent/" + id + "/update",
            "topic write agent/" + id + "/status",
            "topic write agent/" + id + "/state")
        .start();
    try (Device device = started(TUNING)) {
      device.connection.setUnconfirmed(true);
      until("it is subscribed to its state")
          .until(() -> broker.log().contains(device.topic("state") + " (QoS 0)"));
      until("it is denied")
          .until(
              () -> {
                device.publishState(ONLINE);
                return device.connection.hearingDenied();
              });
      assertThat(device.sink.heardItself()).isZero();
      assertThat(device.sink.isListening()).isTrue();
    }
  }

  @Test
  void saysWhenItMayNotWrite() throws Exception {
    broker.acl("user device", "topic read agent/" + id + "/update").start();
    try (Device device = started(TUNING)) {
      assertThatThrownBy(() -> device.publish("status"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(device.topic("status"))
          .hasMessageContaining("allow the user device to write it");
      assertThat(device.sink.connections()).isEqualTo(1);
    }
  }

  private Device started(Tuning tuning) {
    return Device.started(id, tuning, broker.url(), credentials()).listening();
  }

  private static String[] credentials() {
    return new String[] {"username", "device", "password", "secret"};
  }
}
