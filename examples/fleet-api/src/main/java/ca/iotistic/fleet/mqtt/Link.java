package ca.iotistic.fleet.mqtt;

import ca.iotistic.fleet.status.Ingestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One connection to the broker, with a client object of its own that is never used again: one that
 * reconnects resends what was in flight, and Paho 1.2.5 does that wrongly. What comes in is handed
 * to the sink on Paho's thread, and is the broker's until {@link #acknowledge}.
 */
final class Link implements MqttCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SESSION = Duration.ofDays(7);
  static final int UNACKNOWLEDGED = 400;

  /** What is longer, no device may send; the broker keeps it from us. */
  private static final long LONGEST_PACKET = 128 * 1024;

  private static final int KEEP_ALIVE_SECONDS = 15;
  private static final int REFUSED = 0x80;

  private final BrokerSettings settings;
  private final MqttAsyncClient client;
  private final Consumer<Arrival> sink;
  private final CompletableFuture<String> over = new CompletableFuture<>();

  /** A message, and what it takes to acknowledge it. */
  record Arrival(Ingestion.Message message, int id, int qos) {}

  Link(BrokerSettings settings, String clientId, Consumer<Arrival> sink) throws IOException {
    this.settings = settings;
    this.sink = sink;
    try {
      client = new MqttAsyncClient(settings.url(), clientId, new MemoryPersistence());
    } catch (MqttException | IllegalArgumentException refused) {
      throw new IOException("FLEET_MQTT_URL cannot be used: " + refused.getMessage(), refused);
    }
    client.setManualAcks(true);
    client.setCallback(this);
  }

  /** Returns when the broker has accepted us, with the session that it kept. */
  void connect() throws IOException, InterruptedException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    options.setCleanStart(false);
    options.setSessionExpiryInterval(SESSION.toSeconds());
    options.setReceiveMaximum(UNACKNOWLEDGED);
    options.setMaximumPacketSize(LONGEST_PACKET);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    if (settings.ca().isPresent()) {
      options.setSocketFactory(Authorities.trusted(settings.ca().get()));
    }
    settings.username().ifPresent(options::setUserName);
    settings
        .password()
        .ifPresent(text -> options.setPassword(text.getBytes(StandardCharsets.UTF_8)));
    call("accept the connection", answer -> client.connect(options, null, answer));
  }

  void subscribe(List<String> filters) throws IOException, InterruptedException {
    for (String filter : filters) {
      int code =
          call(
              "answer the subscription to " + filter,
              answer -> client.subscribe(filter, 1, null, answer));
      if (code >= REFUSED) {
        throw new IOException(
            "the broker refuses the subscription to "
                + filter
                + " ("
                + code
                + "): give the user of the fleet API the right to read it");
      }
    }
  }

  void unsubscribe(List<String> filters) throws IOException, InterruptedException {
    for (String filter : filters) {
      call("answer", answer -> client.unsubscribe(filter, null, answer));
    }
  }

  /**
   * Publishes, retained and with QoS 1.
   *
   * @return completes when the broker has acknowledged it, with its reason code
   */
  CompletableFuture<Integer> publish(String topic, byte[] payload, Optional<Long> expirySeconds) {
    MqttProperties properties = new MqttProperties();
    expirySeconds.ifPresent(properties::setMessageExpiryInterval);
    Answer answer = new Answer();
    try {
      client.publish(topic, new MqttMessage(payload, 1, true, properties), null, answer);
    } catch (MqttException | RuntimeException broken) {
      answer.fail(broken);
    }
    return answer.code().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Best effort: what is not acknowledged is delivered again in the next connection. */
  void acknowledge(Arrival arrival) {
    if (arrival.qos() == 1) {
      try {
        client.messageArrivedComplete(arrival.id(), 1);
      } catch (MqttException | RuntimeException broken) {
        over.complete(String.valueOf(broken.getMessage()));
      }
    }
  }

  boolean up() {
    return !over.isDone() && client.isConnected();
  }

  /** Why it is over. */
  String reason() {
    return over.getNow("the connection to " + settings + " was lost");
  }

  /**
   * Leaves.
   *
   * @param forget the broker keeps the session no longer
   */
  void end(boolean forget) {
    over.complete("ended");
    try {
      if (client.isConnected()) {
        MqttProperties properties = new MqttProperties();
        if (forget) {
          properties.setSessionExpiryInterval(0L);
        }
        client.disconnect(0, null, null, 0, properties).waitForCompletion(2000);
      }
    } catch (MqttException | RuntimeException gone) {
      // Then the broker notices by itself.
    }
    try {
      client.disconnectForcibly(0, 200, false);
      client.close(true);
    } catch (MqttException | RuntimeException gone) {
      // It has no socket any more, and nobody keeps it.
    }
  }

  private interface Packet {
    IMqttToken send(Answer answer) throws MqttException;
  }

  private int call(String what, Packet packet) throws IOException, InterruptedException {
    Answer answer = new Answer();
    try {
      packet.send(answer);
      return answer.code().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (MqttException | ExecutionException failed) {
      Throwable cause = failed instanceof ExecutionException ? failed.getCause() : failed;
      String message = cause == null ? "" : String.valueOf(cause.getMessage());
      throw new IOException(settings + " does not " + what + ": " + message, cause);
    } catch (TimeoutException silent) {
      throw new IOException(settings + " does not " + what, silent);
    }
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    sink.accept(
        new Arrival(
            new Ingestion.Message(topic, message.getPayload(), Instant.now()),
            message.getId(),
            message.getQos()));
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    over.complete(
        "the connection to "
            + settings
            + " ended"
            + Optional.ofNullable(response.getReasonString()).map(r -> ": " + r).orElse(""));
  }

  @Override
  public void mqttErrorOccurred(MqttException failed) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String uri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
