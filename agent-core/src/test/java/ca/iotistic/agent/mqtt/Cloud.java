package ca.iotistic.agent.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * The other side: sends commands and hears everything under {@code agent/}. For one broker's life.
 */
public final class Cloud implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 60_000;

  /** A message as it was heard. */
  public record Heard(String topic, String text, boolean retained) {}

  private final MqttAsyncClient client;
  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  private Cloud(MqttAsyncClient client) {
    this.client = client;
  }

  public static Cloud at(Mosquitto broker) throws MqttException {
    return at(broker, new MqttConnectionOptions());
  }

  public static Cloud at(Mosquitto broker, String user, String password) throws MqttException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setUserName(user);
    options.setPassword(password.getBytes(StandardCharsets.UTF_8));
    return at(broker, options);
  }

  private static Cloud at(Mosquitto broker, MqttConnectionOptions options) throws MqttException {
    Cloud cloud =
        new Cloud(
            new MqttAsyncClient(
                broker.url(), "cloud-" + UUID.randomUUID(), new MemoryPersistence()));
    cloud.client.setCallback(cloud.new Ears());
    options.setAutomaticReconnect(false);
    cloud.client.connect(options).waitForCompletion(PATIENCE_MILLIS);
    cloud.client.subscribe("agent/#", 1).waitForCompletion(PATIENCE_MILLIS);
    return cloud;
  }

  /** Returns when the broker has it. */
  public void publish(String topic, String text, int qos, boolean retained) throws MqttException {
    MqttMessage message =
        new MqttMessage(text.getBytes(StandardCharsets.UTF_8), qos, retained, new MqttProperties());
    client.publish(topic, message).waitForCompletion(PATIENCE_MILLIS);
  }

  /** What was heard on a topic so far, in order. */
  public List<String> heard(String topic) {
    return heard.stream().filter(one -> one.topic().equals(topic)).map(Heard::text).toList();
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1_000, false);
    client.close(true);
  }

  private final class Ears implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      heard.add(
          new Heard(
              topic,
              new String(message.getPayload(), StandardCharsets.UTF_8),
              message.isRetained()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

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
