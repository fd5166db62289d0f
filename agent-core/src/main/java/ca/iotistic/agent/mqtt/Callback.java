package ca.iotistic.agent.mqtt;

import java.util.concurrent.BlockingQueue;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** What Paho's threads tell: it is handed over at once, and nothing is thrown. */
final class Callback implements MqttCallback {
  private final Session session;
  private final BlockingQueue<Event> events;

  Callback(Session session, BlockingQueue<Event> events) {
    this.session = session;
    this.events = events;
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    boolean taken =
        events.offer(
            new Event.Arrived(
                session,
                topic,
                message.getPayload(),
                message.getId(),
                message.getQos(),
                message.isRetained()));
    if (!taken && message.getQos() > 0) {
      session.giveUp(
          new TroubleException("more messages arrive than can be handled: it is tried again"));
    }
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    if (Reasons.isReason(response.getReturnCode())) {
      session.dismissed(response.getReturnCode());
    } else {
      session.over(session.explained(response.getException()));
    }
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
