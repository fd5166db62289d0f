package ca.iotistic.agent.mqtt;

import static ca.iotistic.agent.mqtt.Device.TUNING;
import static ca.iotistic.agent.mqtt.Device.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.iotistic.agent.mqtt.FaultyLink.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links and brokers that fail. */
final class MqttFaultsTest {
  /** Gives up soon on who does not answer. */
  private static final Tuning IMPATIENT =
      new Tuning(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          TUNING.willDelay(),
          TUNING.firstPause(),
          TUNING.longestPause(),
          TUNING.unconfirmedPause(),
          TUNING.stable(),
          TUNING.retry(),
          TUNING.resumed(),
          TUNING.hearing());

  @TempDir Path directory;
  private Mosquitto broker;

  @BeforeEach
  void configureBroker() throws Exception {
    broker = Mosquitto.in(directory).persistent();
  }

  @AfterEach
  void stopBroker() throws Exception {
    broker.close();
  }

  @Test
  void publishesAgainAfterALinkBrokeUnderAPublication() throws Exception {
    broker.start();
    try (Cloud cloud = Cloud.at(broker);
        FaultyLink link = FaultyLink.to(broker.port());
        Device device = Device.started(link.url()).listening()) {
      device.publish("first");
      link.swallow(Way.DOWN);
      CompletableFuture<Throwable> failed = publishing(device, "in flight");
      until("the broker has it")
          .until(() -> cloud.heard(device.topic("status")).contains("in flight"));
      link.cut();
      assertThat(failed.get()).isInstanceOf(IOException.class);
      link.flow();

      device.listeningAgain(1);
      device.publish("in flight");
      device.publish("next");
      until("the cloud has it all")
          .untilAsserted(
              () ->
                  assertThat(cloud.heard(device.topic("status")))
                      .containsExactly("first", "in flight", "in flight", "next"));
      assertThat(device.sink.connections()).isEqualTo(2);
    }
  }

  @Test
  void noticesAHalfOpenLink() throws Exception {
    broker.start();
    try (FaultyLink link = FaultyLink.to(broker.port());
        Device device = Device.started(link.url()).listening()) {
      link.stall(Way.UP, Way.DOWN);
      until("it is noticed").until(() -> !device.sink.isListening());
      assertThat(device.problem()).contains("no pings");
      link.flow();
      link.cut();
      device.listeningAgain(1);
    }
  }

  @Test
  void aPublicationWithoutAnswerEndsTheConnection() throws Exception {
    broker.start();
    try (FaultyLink link = FaultyLink.to(broker.port());
        Device device =
            Device.started(Device.newId(), IMPATIENT, link.url(), "keep_alive", "1h").listening()) {
      link.swallow(Way.DOWN);
      assertThatThrownBy(() -> device.publish("lost"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("did not acknowledge");
      link.flow();
      device.listeningAgain(1);
      device.publish("arrives");
    }
  }

  @Test
  void givesUpOnAServerThatNeverAnswers() throws Exception {
    try (ScriptedBroker silent = ScriptedBroker.with((packet, talk) -> {});
        Device device = Device.started(Device.newId(), IMPATIENT, silent.url())) {
      until("it is tried again").until(() -> silent.connections() >= 3);
      device.tells("did not accept the connection within 5 s");
    }
  }

  @Test
  void stopsInTheMiddleOfConnecting() throws Exception {
    try (ScriptedBroker silent = ScriptedBroker.with((packet, talk) -> {})) {
      Device device = Device.started(silent.url());
      until("it has begun").until(() -> silent.connections() == 1);
      device.close();
      assertThat(device.problem()).isEmpty();
      assertThat(silent.connections()).isEqualTo(1);
    }
  }

  @Test
  void leavesNothingBehindAtAServerThatClosesAtOnce() throws Exception {
    broker.start();
    try (FaultyLink link = FaultyLink.to(broker.port())) {
      link.refuse();
      try (Device device = Device.started(link.url())) {
        until("it was tried often").until(() -> link.accepted() > 10);
        device.tells("closed the connection");
        link.flow();
        device.listening();
      }
    }
  }

  @Test
  void takesThePasswordFileAnewEachTime() throws Exception {
    broker.user("device", "right").start();
    Path file = Files.writeString(directory.resolve("secret"), "wrong\n");
    try (Device device =
        Device.started(broker.url(), "username", "device", "password_file", file.toString())) {
      device.tells("refuses the user device", file.toString());
      Files.delete(file);
      device.tells("mqtt.password_file", "does not exist");
      Files.writeString(file, "right\n");
      device.listening();
    }
  }

  @Test
  void saysWhenAnotherClientHasTheSameId() throws Exception {
    broker.start();
    String id = Device.newId();
    try (Device one = Device.started(id, TUNING, broker.url()).listening();
        Device other = Device.started(id, TUNING, broker.url())) {
      one.tells("another client", "client id " + id);
      other.tells("another client", "client id " + id);
      // Both give way, less and less often; each still hears in between.
      one.listeningAgain(2);
      other.listeningAgain(2);
      other.connection.stop();
      one.connection.stop();
    }
  }

  @Test
  void worksWithABrokerThatCountsWithoutBound() throws Exception {
    broker.line("max_inflight_messages 0").line("max_keepalive 65535").start();
    try (Cloud cloud = Cloud.at(broker);
        Device device = Device.started(broker.url()).listening()) {
      device.publish("status");
      until("it arrives").until(() -> cloud.heard(device.topic("status")).contains("status"));
    }
  }

  private static CompletableFuture<Throwable> publishing(Device device, String text) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread publisher =
        new Thread(
            () -> {
              try {
                device.publish(text);
                failure.completeExceptionally(new AssertionError("it was acknowledged"));
              } catch (IOException | InterruptedException expected) {
                failure.complete(expected);
              }
            });
    publisher.start();
    return failure;
  }
}
