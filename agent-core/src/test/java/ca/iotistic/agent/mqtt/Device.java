package ca.iotistic.agent.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;

/** A device with a connection under test; closed, it proves that nothing of it is left. */
final class Device implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  static final String ONLINE = "{\"online\":true}";
  static final String OFFLINE = "{\"online\":false}";

  /** Short pauses, long waits: tests run on slow machines too. */
  static final Tuning TUNING =
      new Tuning(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofMillis(200),
          Duration.ofSeconds(60),
          Duration.ofMillis(200),
          Duration.ofMinutes(10),
          Duration.ofSeconds(2));

  final String id;
  final RecordingSink sink = new RecordingSink();
  final MqttConnection connection;
  volatile String will = OFFLINE;

  private Device(String id, Map<String, String> settings, Tuning tuning) {
    this.id = id;
    MqttSettings parsed = MqttSettings.from(settings, id);
    connection =
        MqttConnection.create(
            new Setup(parsed, id, tuning, Time.system()), () -> will.getBytes(UTF_8));
  }

  static Device started(String url, String... more) {
    return started(newId(), TUNING, url, more);
  }

  static Device started(String id, Tuning tuning, String url, String... more) {
    Device device = configured(id, tuning, url, more);
    device.connection.start(device.sink);
    return device;
  }

  /**
   * @param more keys without {@code mqtt.} and their values in turn
   */
  static Device configured(String id, Tuning tuning, String url, String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("mqtt.url", url, "mqtt.keep_alive", "5s"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put("mqtt." + more[i], more[i + 1]);
    }
    return new Device(id, settings, tuning);
  }

  static String newId() {
    return "dev-" + UUID.randomUUID().toString().substring(0, 8);
  }

  String topic(String last) {
    return "agent/" + id + "/" + last;
  }

  Device listening() {
    until("is listening").until(sink::isListening);
    return this;
  }

  /** Returns when it listens on a connection made after the {@code earlier} first ones. */
  void listeningAgain(int earlier) {
    until("is listening again").until(() -> sink.connections() > earlier && sink.isListening());
  }

  void publish(String text) throws IOException, InterruptedException {
    connection.publish(text.getBytes(UTF_8));
  }

  void publishState(String text) throws IOException, InterruptedException {
    connection.publishState(text.getBytes(UTF_8));
  }

  /** Waits until its last problem is told in a sentence with all these parts. */
  void tells(String... parts) {
    until("a problem is told").untilAsserted(() -> assertThat(problem()).contains(parts));
  }

  String problem() {
    return connection.facts().problem().map(ConnectionFacts.Problem::sentence).orElse("");
  }

  static ConditionFactory until(String what) {
    return await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
  }

  @Override
  public void close() {
    connection.stop();
    until("no thread of it is left").untilAsserted(() -> assertThat(threads()).isEmpty());
  }

  private Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.endsWith(": " + id))
        .collect(Collectors.toSet());
  }
}
