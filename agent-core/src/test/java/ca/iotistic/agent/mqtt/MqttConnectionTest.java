package ca.iotistic.agent.mqtt;

import static ca.iotistic.agent.mqtt.Device.OFFLINE;
import static ca.iotistic.agent.mqtt.Device.ONLINE;
import static ca.iotistic.agent.mqtt.Device.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.command.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MqttConnectionTest {
  @TempDir Path directory;
  private Mosquitto broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = Mosquitto.in(directory).persistent().start();
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void hearsCommandsAndPublishes() throws Exception {
    try (LogLines log = LogLines.ofThisPackage();
        Cloud cloud = Cloud.at(broker);
        Device device = Device.started(broker.url()).listening()) {
      cloud.publish(device.topic("update"), "now", 1, false);
      until("the command arrives").until(() -> device.sink.texts().contains("now"));
      device.publish("status");
      device.publishState(ONLINE);
      until("the status arrives").until(() -> cloud.heard(device.topic("status")).size() == 1);
      until("the state arrives").until(() -> cloud.heard(device.topic("state")).size() == 1);

      assertThat(device.sink.deliveries().get(0).retained()).isFalse();
      assertThat(device.sink.deliveries().get(0).resumed()).isFalse();
      assertThat(log.lines())
          .contains(
              "MQTT: Subscribed to topic: agent/" + device.id + "/update",
              "MQTT update listener initialized");
      assertThat(device.connection.facts().connected()).isTrue();
    }
  }

  @Test
  void acknowledgesOnlyWhatWasKept() throws Exception {
    try (Cloud cloud = Cloud.at(broker);
        Device device = Device.started(broker.url()).listening()) {
      cloud.publish(device.topic("update"), "kept", 1, false);
      until("it is acknowledged").until(() -> acknowledgements(device) == 1);

      device.connection.setUnconfirmed(true);
      device.sink.hold(true);
      cloud.publish(device.topic("update"), "held", 1, false);
      until("it was refused").until(() -> device.sink.failures() == 1);
      // What follows shows that the broker is not waiting for us.
      device.publish("still alive");
      assertThat(acknowledgements(device)).isEqualTo(1);
      assertThat(device.sink.connections()).isEqualTo(1);

      device.sink.hold(false);
      device.connection.redeliver();
      until("it is delivered again").until(() -> device.sink.texts().contains("held"));
      until("it is acknowledged").until(() -> acknowledgements(device) == 2);
      assertThat(device.sink.connections()).isEqualTo(2);
      assertThat(last(device).resumed()).isTrue();
    }
  }

  @Test
  void asksAgainByItselfForWhatCouldNotBeKept() throws Exception {
    try (Cloud cloud = Cloud.at(broker);
        Device device = Device.started(broker.url()).listening()) {
      device.sink.hold(true);
      cloud.publish(device.topic("update"), "precious", 1, false);
      until("it was refused more than once").until(() -> device.sink.failures() > 2);
      device.sink.hold(false);
      until("it is kept").until(() -> device.sink.texts().contains("precious"));
    }
  }

  @Test
  void survivesASinkThatThrows() throws Exception {
    try (Cloud cloud = Cloud.at(broker);
        Device device = Device.started(broker.url()).listening()) {
      device.sink.throwUnchecked(true);
      cloud.publish(device.topic("update"), "first", 1, false);
      until("it was refused").until(() -> device.sink.failures() > 0);
      device.sink.throwUnchecked(false);
      cloud.publish(device.topic("update"), "second", 1, false);
      until("both are kept")
          .until(
              () ->
                  device.sink.texts().contains("first") && device.sink.texts().contains("second"));
    }
  }

  @Test
  void takesWhatTheBrokerKeptWhileWeWereAway() throws Exception {
    String id = Device.newId();
    try (Cloud cloud = Cloud.at(broker)) {
      Device.started(id, Device.TUNING, broker.url()).listening().close();
      cloud.publish("agent/" + id + "/update", "while away", 1, false);
      try (Device device = Device.started(id, Device.TUNING, broker.url())) {
        until("it arrives").until(() -> device.sink.texts().contains("while away"));
        assertThat(last(device).resumed()).isTrue();
      }
    }
  }

  @Test
  void comesBackAfterTheBrokerWasKilled() throws Exception {
    try (Device device = Device.started(broker.url()).listening()) {
      try (Cloud cloud = Cloud.at(broker)) {
        cloud.publish(device.topic("update"), "kept by the broker", 1, true);
        until("it arrives").until(() -> device.sink.deliveries().size() == 1);
        broker.kill();
        until("that is noticed").until(() -> !device.connection.facts().connected());
        assertThatThrownBy(() -> device.publish("x"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(broker.url());
      }
      broker.start();
      device.listeningAgain(1);
      try (Cloud cloud = Cloud.at(broker)) {
        cloud.publish(device.topic("update"), "after", 1, false);
        until("it arrives").until(() -> device.sink.texts().contains("after"));
        device.publish("hello again");
      }
    }
  }

  @Test
  void hearsAgainThoughTheBrokerForgotTheSession() throws Exception {
    try (Mosquitto forgetful = Mosquitto.in(directory.resolve("forgetful")).start();
        Device device = Device.started(forgetful.url()).listening()) {
      forgetful.kill();
      until("that is noticed").until(() -> !device.connection.facts().connected());
      forgetful.start();
      device.listeningAgain(1);
      try (Cloud cloud = Cloud.at(forgetful)) {
        cloud.publish(device.topic("update"), "after", 1, false);
        until("it arrives").until(() -> device.sink.texts().contains("after"));
      }
    }
  }

  @Test
  void isToldTheRetainedCommandAtEveryConnection() throws Exception {
    String id = Device.newId();
    try (Cloud cloud = Cloud.at(broker)) {
      cloud.publish("agent/" + id + "/update", "retained", 1, true);
      for (int connection = 1; connection <= 3; connection++) {
        try (Device device = Device.started(id, Device.TUNING, broker.url())) {
          until("it arrives").until(() -> device.sink.texts().contains("retained"));
          assertThat(device.sink.deliveries().get(0).retained()).isTrue();
        }
      }
    }
  }

  @Test
  void anOversizedCommandArrivesAndOneBeyondAllBoundsDoesNoHarm() throws Exception {
    String refusable = "x".repeat(20_000);
    try (Cloud cloud = Cloud.at(broker);
        Device device = Device.started(broker.url()).listening()) {
      cloud.publish(device.topic("update"), refusable, 1, false);
      cloud.publish(device.topic("update"), "y".repeat(2_000_000), 1, false);
      cloud.publish(device.topic("update"), "good", 1, false);
      until("the good one arrives").until(() -> device.sink.texts().contains("good"));
      assertThat(device.sink.texts()).containsExactly(refusable, "good");
      assertThat(device.sink.connections()).isEqualTo(1);
    }
  }

  @Test
  void stopsWithoutTheWill() throws Exception {
    try (Cloud cloud = Cloud.at(broker)) {
      Device device = Device.started(broker.url()).listening();
      device.publishState(ONLINE);
      device.close();
      device.close();
      assertThat(device.sink.isListening()).isFalse();
      assertThat(broker.log()).contains("Received DISCONNECT from " + device.id);
      assertThat(cloud.heard(device.topic("state"))).doesNotContain(OFFLINE);
      assertThatThrownBy(() -> device.publish("late")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void leavesTheWillWhenItIsLost() throws Exception {
    try (Cloud cloud = Cloud.at(broker);
        FaultyLink link = FaultyLink.to(broker.port());
        Device device = Device.started(link.url()).listening()) {
      device.publishState(ONLINE);
      link.refuse();
      link.cut();
      until("the will arrives").until(() -> cloud.heard(device.topic("state")).contains(OFFLINE));
    }
  }

  @Test
  void keepsNoProcessFromEnding() throws Exception {
    // What is started in a group stays in it; other tests have threads too. The first one keeps the
    // process, so that the others do not inherit what is asserted.
    ThreadGroup group = new ThreadGroup("of the device");
    FutureTask<Device> start = new FutureTask<>(() -> Device.started(broker.url()).listening());
    Thread starting = new Thread(group, start);
    starting.setDaemon(false);
    starting.start();
    starting.join();
    try (Device device = start.get()) {
      device.publish("status");

      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> group.equals(thread.getThreadGroup()))
          .isNotEmpty()
          .allMatch(Thread::isDaemon)
          .anyMatch(thread -> thread.getName().equals("iotistic-ping: " + device.id));
    }
  }

  @Test
  void pingsSoThatTheBrokerKeepsAQuietConnection() throws Exception {
    try (Device device = Device.started(broker.url()).listening()) {
      until("it has pinged more than once")
          .until(() -> logged("Received PINGREQ from " + device.id) > 1);

      assertThat(device.sink.connections()).isEqualTo(1);
    }
  }

  @Test
  void leavesTheWillOfTheLatestConnection() throws Exception {
    try (Cloud cloud = Cloud.at(broker);
        FaultyLink link = FaultyLink.to(broker.port());
        Device device = Device.started(link.url()).listening()) {
      device.will = "{\"online\":false,\"last\":{}}";
      device.connection.renew();
      device.listeningAgain(1);
      assertThat(cloud.heard(device.topic("state"))).isEmpty();

      link.refuse();
      link.cut();

      until("the will arrives")
          .until(() -> cloud.heard(device.topic("state")).contains(device.will));
      assertThat(cloud.heard(device.topic("state"))).doesNotContain(OFFLINE);
    }
  }

  private static Delivery last(Device device) {
    return device.sink.deliveries().get(device.sink.deliveries().size() - 1);
  }

  private long acknowledgements(Device device) throws IOException {
    return logged("Received PUBACK from " + device.id);
  }

  private long logged(String what) throws IOException {
    return broker.log().lines().filter(line -> line.contains(what)).count();
  }
}
