package ca.iotistic.examples.embedding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection that the application has anyway: it publishes, subscribes, and comes back. */
final class MqttBus {
  private static final Logger LOG = LoggerFactory.getLogger(MqttBus.class);
  private static final long LIMIT_MILLIS = 30_000;
  private static final long PAUSE_SECONDS = 2;

  /** A subscription. */
  interface Handler {
    /** Returns when the message is safe; if it throws, the message is delivered again. */
    void message(byte[] payload, boolean retained) throws IOException;

    /** Whether messages can arrive. */
    void listening(boolean now);
  }

  private record Subscription(String topic, Handler handler) {}

  private final MqttAsyncClient client;
  private final MqttConnectionOptions options = new MqttConnectionOptions();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /** Blocking work, which the library's own threads must not do. */
  private final ExecutorService work = Executors.newSingleThreadExecutor();

  MqttBus(String url, String id, Optional<String> user, Optional<String> password)
      throws MqttException {
    client = new MqttAsyncClient(url, "station-" + id, new MemoryPersistence());
    client.setManualAcks(true);
    client.setCallback(new Callback());
    options.setCleanStart(false);
    options.setSessionExpiryInterval(24L * 3600);
    user.ifPresent(options::setUserName);
    password.ifPresent(text -> options.setPassword(text.getBytes(StandardCharsets.UTF_8)));
  }

  void subscribe(String topic, Handler handler) {
    subscriptions.add(new Subscription(topic, handler));
    if (client.isConnected()) {
      work.execute(this::subscribeAll);
    }
  }

  void unsubscribe(String topic) {
    subscriptions.removeIf(subscription -> subscription.topic().equals(topic));
  }

  /** Until it is connected, again and again. */
  void connect() {
    work.execute(this::connectUntilItWorks);
  }

  /** Returns when the broker has acknowledged it. */
  void publish(String topic, byte[] payload, boolean retain) throws IOException {
    try {
      client.publish(topic, payload, 1, retain).waitForCompletion(LIMIT_MILLIS);
    } catch (MqttException failed) {
      throw new IOException("nothing can be published to " + topic, failed);
    }
  }

  /** If it is connected; what is measured twice a second need not be kept. */
  void offer(String topic, byte[] payload) {
    try {
      if (client.isConnected()) {
        client.publish(topic, payload, 0, false);
      }
    } catch (MqttException lost) {
      LOG.debug("a reading is lost", lost);
    }
  }

  private void connectUntilItWorks() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        client.connect(options).waitForCompletion(LIMIT_MILLIS);
        subscribeAll();
        return;
      } catch (MqttException away) {
        LOG.warn("the broker is away: {}", away.getMessage());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void subscribeAll() {
    for (Subscription subscription : subscriptions) {
      try {
        client.subscribe(subscription.topic(), 1).waitForCompletion(LIMIT_MILLIS);
        LOG.info("MQTT: Subscribed to topic: {}", subscription.topic());
        subscription.handler().listening(true);
      } catch (MqttException refused) {
        LOG.warn("cannot subscribe to {}: {}", subscription.topic(), refused.getMessage());
      }
    }
  }

  private void each(Consumer<Handler> what) {
    subscriptions.forEach(subscription -> what.accept(subscription.handler()));
  }

  private final class Callback implements MqttCallback {
    @Override
    public void disconnected(MqttDisconnectResponse response) {
      each(handler -> handler.listening(false));
      work.execute(MqttBus.this::connectUntilItWorks);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      work.execute(() -> deliver(topic, message));
    }

    private void deliver(String topic, MqttMessage message) {
      for (Subscription subscription : subscriptions) {
        if (subscription.topic().equals(topic)) {
          try {
            subscription.handler().message(message.getPayload(), message.isRetained());
            client.messageArrivedComplete(message.getId(), message.getQos());
          } catch (IOException notYet) {
            LOG.info("a message on {} waits: {}", topic, notYet.getMessage());
          } catch (MqttException lost) {
            LOG.debug("the acknowledgement is lost; the message comes again", lost);
          }
        }
      }
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      LOG.warn("MQTT: {}", exception.getMessage());
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // Whoever needs to know waits for it.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
      LOG.info("connected to {}", serverUri);
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // This station has a password and no dialogue.
    }
  }
}
