package ca.iotistic.fleetsim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
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

/** A connection to the broker that some devices share; comes back by itself. */
final class Wire implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Below what any broker allows in flight. */
  private static final int IN_FLIGHT = 10;

  private final Options options;
  private final String clientId;
  private final Map<String, Line> lines = new ConcurrentHashMap<>();
  private final Map<String, Boolean> subscribed = new ConcurrentHashMap<>();
  private final Semaphore slots = new Semaphore(IN_FLIGHT);
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(Wire::daemon);
  private volatile Optional<MqttAsyncClient> client = Optional.empty();

  Wire(Options options, String clientId) {
    this.options = options;
    this.clientId = clientId;
  }

  void start() {
    var ignored = keeper.scheduleWithFixedDelay(this::keep, 0, 1, TimeUnit.SECONDS);
  }

  Line line(String uuid) {
    Line line = new Line(uuid, this);
    lines.put(line.topic(), line);
    return line;
  }

  /** It begins or ends to listen. */
  void changed(Line line) {
    if (!keeper.isShutdown()) {
      keeper.execute(() -> settle(List.of(line)));
    }
  }

  /** Returns when the broker has it. */
  void publish(String topic, byte[] payload, boolean retained)
      throws IOException, InterruptedException {
    MqttAsyncClient now =
        client
            .filter(MqttAsyncClient::isConnected)
            .orElseThrow(() -> new IOException("not connected"));
    slots.acquire();
    try {
      Answer answer = new Answer();
      now.publish(topic, new MqttMessage(payload, 1, retained, new MqttProperties()), null, answer);
      answer.get();
    } catch (MqttException failed) {
      throw new IOException("not published: " + failed.getMessage(), failed);
    } finally {
      slots.release();
    }
  }

  @Override
  public void close() {
    keeper.shutdownNow();
    client.ifPresent(Wire::end);
  }

  private void keep() {
    try {
      if (client.filter(MqttAsyncClient::isConnected).isEmpty()) {
        client.ifPresent(Wire::end);
        subscribed.clear();
        connect();
      }
      settle(lines.values());
    } catch (MqttException | IOException | RuntimeException failed) {
      LOG.warn("{} is tried again: {}", clientId, failed.getMessage());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void connect() throws MqttException, IOException, InterruptedException {
    MqttAsyncClient fresh =
        new MqttAsyncClient(
            "tcp://" + options.brokerHost() + ":" + options.brokerPort(),
            clientId,
            new MemoryPersistence());
    fresh.setManualAcks(true);
    fresh.setCallback(new Ears(fresh));
    MqttConnectionOptions connect = new MqttConnectionOptions();
    connect.setAutomaticReconnect(false);
    connect.setCleanStart(true);
    options.username().ifPresent(connect::setUserName);
    options
        .password()
        .ifPresent(text -> connect.setPassword(text.getBytes(StandardCharsets.UTF_8)));
    Answer answer = new Answer();
    fresh.connect(connect, null, answer);
    answer.get();
    client = Optional.of(fresh);
  }

  private void settle(Iterable<Line> wanted) {
    MqttAsyncClient now = client.filter(MqttAsyncClient::isConnected).orElse(null);
    if (now == null) {
      return;
    }
    for (Line line : wanted) {
      try {
        boolean is = subscribed.getOrDefault(line.topic(), false);
        Answer answer = new Answer();
        if (line.listens() && !is) {
          now.subscribe(line.topic(), 1, null, answer);
        } else if (!line.listens() && is) {
          now.unsubscribe(line.topic(), null, answer);
        } else {
          continue;
        }
        answer.get();
        subscribed.put(line.topic(), !is);
        line.subscribed(!is);
      } catch (MqttException | IOException failed) {
        LOG.debug("{}: {}", line.topic(), failed.getMessage());
        return;
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void end(MqttAsyncClient ended) {
    try {
      ended.disconnectForcibly(0, 500, true);
      ended.close(true);
    } catch (MqttException | RuntimeException gone) {
      LOG.debug("already gone: {}", gone.getMessage());
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fleet-sim-wire");
    thread.setDaemon(true);
    return thread;
  }

  private static final class Answer implements MqttActionListener {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    void get() throws IOException, InterruptedException {
      try {
        boolean ignored = done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException failed) {
        throw new IOException("the broker did not answer: " + failed.getMessage(), failed);
      }
    }

    @Override
    public void onSuccess(IMqttToken token) {
      done.complete(true);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failed) {
      done.completeExceptionally(failed);
    }
  }

  private final class Ears implements MqttCallback {
    private final MqttAsyncClient owner;

    Ears(MqttAsyncClient owner) {
      this.owner = owner;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Line line = lines.get(topic);
      if (line == null) {
        return;
      }
      try {
        line.arrived(message.getPayload(), message.isRetained());
        owner.messageArrivedComplete(message.getId(), message.getQos());
      } catch (IOException | MqttException | RuntimeException refused) {
        // It comes again when the device does.
        LOG.debug("{} does not take a command: {}", topic, refused.getMessage());
      }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      lines.values().forEach(line -> line.subscribed(false));
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
}
