package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** What a CONNECT says. */
final class Hello {
  /** Commands may have 16 KiB; longer ones arrive too, so that they can be refused by name. */
  static final int LONGEST_PACKET = 1024 * 1024;

  private static final int UNACKNOWLEDGED = 10;
  private static final Duration SESSION_EXPIRY = Duration.ofDays(7);

  private Hello() {}

  /**
   * Reads the password anew.
   *
   * @param will what the broker keeps as our state if we do not come back
   */
  static MqttConnectionOptions options(
      MqttSettings settings, SocketFactory link, byte[] will, Duration willDelay)
      throws TroubleException {
    MqttConnectionOptions options = ofVisitor(settings, link);
    options.setCleanStart(false);
    options.setSessionExpiryInterval(SESSION_EXPIRY.toSeconds());
    MqttProperties delayed = new MqttProperties();
    delayed.setWillDelayInterval(willDelay.toSeconds());
    options.setWillMessageProperties(delayed);
    options.setWill(settings.stateTopic(), new MqttMessage(will, 1, true, new MqttProperties()));
    return options;
  }

  /** Without a will and without a session that stays. Reads the password anew. */
  static MqttConnectionOptions ofVisitor(MqttSettings settings, SocketFactory link)
      throws TroubleException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setSocketFactory(link);
    options.setAutomaticReconnect(false);
    options.setCleanStart(true);
    options.setSessionExpiryInterval(0L);
    options.setReceiveMaximum(UNACKNOWLEDGED);
    options.setMaximumPacketSize((long) LONGEST_PACKET);
    options.setKeepAliveInterval(Math.toIntExact(settings.keepAlive().toSeconds()));
    settings.username().ifPresent(options::setUserName);
    password(settings).ifPresent(options::setPassword);
    return options;
  }

  private static Optional<byte[]> password(MqttSettings settings) throws TroubleException {
    if (settings.passwordFile().isEmpty()) {
      return settings.password().map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
    Path file = settings.passwordFile().get();
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return Optional.of(text.stripTrailing().getBytes(StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw Explain.file("mqtt.password_file", file, unreadable);
    }
  }
}
