package ca.iotistic.agent.mqtt;

import static ca.iotistic.agent.mqtt.Device.until;
import static ca.iotistic.agent.mqtt.ScriptedBroker.CONNECT;
import static ca.iotistic.agent.mqtt.ScriptedBroker.PUBLISH;
import static ca.iotistic.agent.mqtt.ScriptedBroker.SUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.mqtt.ScriptedBroker.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Answers that Mosquitto does not give, and others do. */
final class MqttOddBrokersTest {
  @Test
  void publishesThoughTheReceiveMaximumIsBeyondASignedNumber() throws Exception {
    try (ScriptedBroker broker = ScriptedBroker.with(ordinary(0x21, 0xff, 0xff));
        Device device = Device.started(broker.url()).listening()) {
      device.publish("status");
      device.publish("status");
    }
  }

  @Test
  void sendsNoTopicAliasThoughTheBrokerOffersThem() throws Exception {
    List<String> sent = new CopyOnWriteArrayList<>();
    Script ordinary = ordinary(0x22, 0, 10);
    Script recording =
        (packet, talk) -> {
          if (packet.type() == PUBLISH) {
            sent.add(asText(packet));
          }
          ordinary.answer(packet, talk);
        };
    try (ScriptedBroker broker = ScriptedBroker.with(recording);
        Device device = Device.started(broker.url()).listening()) {
      device.publish("one");
      device.publish("two");
      assertThat(sent).hasSize(2).allMatch(packet -> packet.contains(device.topic("status")));
    }
  }

  @Test
  void suspectsASecondClientWhenConnectionsKeepEndingAtOnce() throws Exception {
    Script closing =
        (packet, talk) -> {
          ordinary().answer(packet, talk);
          if (packet.type() == SUBSCRIBE) {
            talk.close();
          }
        };
    try (ScriptedBroker broker = ScriptedBroker.with(closing);
        Device device = Device.started(broker.url())) {
      device.tells("closed the connection", "probably another client uses the client id");
    }
  }

  @Test
  void knowsWhenTheBrokerNamesASecondClient() throws Exception {
    Script dismissing =
        (packet, talk) -> {
          ordinary().answer(packet, talk);
          if (packet.type() == SUBSCRIBE) {
            talk.say(0xE0, 2, 0x8E, 0);
          }
        };
    try (ScriptedBroker broker = ScriptedBroker.with(dismissing);
        Device device = Device.started(broker.url())) {
      device.tells("another client took over the client id " + device.id);
    }
  }

  @Test
  void saysWhenTheSubscriptionIsRefused() throws Exception {
    Script refusing =
        (packet, talk) -> {
          if (packet.type() == SUBSCRIBE) {
            talk.suback(packet, 0x87);
          } else {
            ordinary().answer(packet, talk);
          }
        };
    try (ScriptedBroker broker = ScriptedBroker.with(refusing);
        Device device = Device.started(broker.url())) {
      device.tells("refuses the subscription", device.topic("update"), "not authorized");
      assertThat(device.sink.connections()).isZero();
    }
  }

  @Test
  void saysWhenItMayNotHearItself() throws Exception {
    Script deaf =
        (packet, talk) -> {
          if (packet.type() == SUBSCRIBE && asText(packet).contains("/state")) {
            talk.suback(packet, 0x87);
          } else {
            ordinary().answer(packet, talk);
          }
        };
    try (ScriptedBroker broker = ScriptedBroker.with(deaf);
        Device device = Device.started(broker.url()).listening()) {
      device.connection.setUnconfirmed(true);
      until("it is denied").until(device.connection::hearingDenied);
      assertThat(device.sink.connections()).isEqualTo(1);
    }
  }

  @Test
  void doesNotSendWhatTheBrokerIsTooSmallFor() throws Exception {
    try (ScriptedBroker broker = ScriptedBroker.with(ordinary(0x27, 0, 0, 1, 0));
        Device device = Device.started(broker.url()).listening()) {
      device.publish("short");
      assertThatThrownBy(() -> device.publish("x".repeat(300)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("at most 256 bytes");
      device.publish("short");
      assertThat(device.sink.connections()).isEqualTo(1);
    }
  }

  @Test
  void saysWhenTheBrokerSpeaksAnOlderMqtt() throws Exception {
    try (ScriptedBroker broker = ScriptedBroker.with((packet, talk) -> talk.say(0x20, 2, 0, 1));
        Device device = Device.started(broker.url())) {
      device.tells("does not speak MQTT 5");
    }
  }

  @Test
  void saysWhenItIsNoBroker() throws Exception {
    try (ScriptedBroker broker =
            ScriptedBroker.with(
                (packet, talk) -> talk.say('H', 'T', 'T', 'P', '/', '1', '.', '1'));
        Device device = Device.started(broker.url())) {
      device.tells("does not answer in MQTT");
    }
  }

  @Test
  void saysWhatTheBrokerSaysWhenItRefuses() throws Exception {
    try (ScriptedBroker broker =
            ScriptedBroker.with((packet, talk) -> talk.say(0x20, 3, 0, 0x8A, 0));
        Device device = Device.started(broker.url())) {
      device.tells("banned this device");
    }
  }

  @Test
  void saysWhenTheHostHasNoAddress() {
    try (Device device = Device.started("tcp://no-such-host.invalid")) {
      device.tells("no-such-host.invalid has no address", "DNS");
    }
  }

  /** Grants everything; its CONNACK has these properties. */
  private static Script ordinary(int... properties) {
    return (packet, talk) -> {
      switch (packet.type()) {
        case CONNECT -> {
          int[] connack = new int[5 + properties.length];
          connack[0] = 0x20;
          connack[1] = 3 + properties.length;
          connack[4] = properties.length;
          System.arraycopy(properties, 0, connack, 5, properties.length);
          talk.say(connack);
        }
        case SUBSCRIBE -> talk.suback(packet, 1);
        case PUBLISH -> talk.puback(packet);
        case ScriptedBroker.PINGREQ -> talk.say(0xd0, 0);
        default -> {}
      }
    };
  }

  private static String asText(ScriptedBroker.Packet packet) {
    return new String(packet.content(), StandardCharsets.ISO_8859_1);
  }
}
