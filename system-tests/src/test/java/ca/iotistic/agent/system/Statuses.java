package ca.iotistic.agent.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/** The cloud's side of one device: sends commands, and keeps every status in the order it came. */
final class Statuses implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Set<String> TERMINAL =
      Set.of(
          "update_succeeded",
          "update_failed",
          "update_rejected",
          "update_skipped",
          "update_cancelled");

  private final String server;
  private final String base;
  private final List<JsonNode> arrived = new CopyOnWriteArrayList<>();
  private volatile JsonNode state = Json.read("{}");
  private MqttAsyncClient client;

  private Statuses(String server, String base) throws MqttException {
    this.server = server;
    this.base = base;
    this.client = connected(Broker.PASSWORD);
  }

  /** The base is that of the device's topics. */
  static Statuses of(String server, String base) throws MqttException {
    Statuses statuses = new Statuses(server, base);
    statuses.subscribe();
    return statuses;
  }

  /** After the broker has gone and come back. What arrived before is kept. */
  void reconnect() throws MqttException {
    reconnect(Broker.PASSWORD);
  }

  void reconnect(String password) throws MqttException {
    client.close(true);
    client = connected(password);
    subscribe();
  }

  private MqttAsyncClient connected(String password) throws MqttException {
    MqttAsyncClient fresh =
        new MqttAsyncClient(server, "cloud-of-" + base.replace('/', '-'), new MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUserName(Broker.USER);
    options.setPassword(password.getBytes(StandardCharsets.UTF_8));
    fresh.connect(options).waitForCompletion(60_000);
    return fresh;
  }

  private void subscribe() throws MqttException {
    subscribe("/status", (topic, message) -> arrived.add(parse(message)));
    subscribe("/state", (topic, message) -> state = parse(message));
  }

  private void subscribe(String topic, IMqttMessageListener listener) throws MqttException {
    MqttSubscription subscription = new MqttSubscription(base + topic, 1);
    client
        .subscribe(
            new MqttSubscription[] {subscription},
            null,
            null,
            new IMqttMessageListener[] {listener},
            null)
        .waitForCompletion(60_000);
  }

  private static JsonNode parse(MqttMessage message) {
    return Json.read(new String(message.getPayload(), StandardCharsets.UTF_8));
  }

  /**
   * Sends an update command as the cloud does, retained; its id names the update in every status.
   */
  void update(String id, String version) throws MqttException {
    send("{\"action\":\"update\",\"version\":\"%s\",\"id\":\"%s\"}".formatted(version, id), true);
  }

  /** The same, run even if the version is installed already or has failed before. */
  void force(String id, String version) throws MqttException {
    send(
        "{\"action\":\"update\",\"version\":\"%s\",\"id\":\"%s\",\"force\":true}"
            .formatted(version, id),
        true);
  }

  void send(String command, boolean retained) throws MqttException {
    send(command.getBytes(StandardCharsets.UTF_8), retained);
  }

  void send(byte[] command, boolean retained) throws MqttException {
    MqttMessage message = new MqttMessage(command);
    message.setQos(1);
    message.setRetained(retained);
    client.publish(base + "/update", message).waitForCompletion(60_000);
  }

  /** All statuses as they came, repeats included. */
  List<JsonNode> arrived() {
    return List.copyOf(arrived);
  }

  /** All statuses so far, each once: they come at least once and are told apart by sequence. */
  List<JsonNode> all() {
    Map<Long, JsonNode> bySequence = new TreeMap<>();
    arrived.forEach(status -> bySequence.putIfAbsent(status.path("sequence").asLong(), status));
    return List.copyOf(bySequence.values());
  }

  List<JsonNode> of(String updateId) {
    return all().stream().filter(s -> updateId.equals(s.path("update_id").asText())).toList();
  }

  List<JsonNode> terminals(String updateId) {
    return of(updateId).stream().filter(Statuses::isTerminal).toList();
  }

  JsonNode awaitTerminal(String updateId) {
    return await(
        "the end of " + updateId,
        s -> isTerminal(s) && s.path("update_id").asText().equals(updateId));
  }

  /** Waits for the first status that is so. */
  JsonNode await(String what, Predicate<JsonNode> wanted) {
    Awaitility.await(what).atMost(LIMIT).until(() -> all().stream().anyMatch(wanted));
    return all().stream().filter(wanted).findFirst().orElseThrow();
  }

  JsonNode state() {
    return state;
  }

  /** Waits until the device says that it is connected and of this version. */
  void awaitOnline(String version) {
    Awaitility.await("online with " + version)
        .atMost(LIMIT)
        .until(
            () ->
                state().path("online").asBoolean()
                    && state().path("version").asText().equals(version));
  }

  static boolean isTerminal(JsonNode status) {
    return TERMINAL.contains(status.path("type").asText());
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(1_000, 1_000, true);
    client.close();
  }
}
