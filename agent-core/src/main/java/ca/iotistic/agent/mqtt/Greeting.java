package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.io.Time;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/**
 * How a broker receives a visitor with the device's credentials. The visitor has a client id of its
 * own, so that the agent's connection stays; it subscribes to nothing and leaves nothing behind.
 *
 * @param sentence what failed, which object, what to do; empty if it was accepted
 * @param certificateEnds when the first of both sides' certificates ends, under TLS
 */
public record Greeting(Welcome welcome, String sentence, Optional<Instant> certificateEnds) {
  /** How it ended. */
  public enum Welcome {
    ACCEPTED,
    /** The network or the broker is not there; that may pass. */
    AWAY,
    /** The broker does not want clients of the visitor's id, so nothing is known about others. */
    VISITOR_REFUSED,
    /** It does not work until somebody changes something. */
    REFUSED
  }

  private static final int CLIENT_ID = 0x85;

  /** One attempt. Files are read anew. */
  public static Greeting of(MqttSettings settings, String device, Time time)
      throws InterruptedException {
    String random =
        String.format(Locale.ROOT, "%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    Setup setup = new Setup(settings, device + "-doctor-" + random, Tuning.NORMAL, time);
    try {
      Session session = new Session(setup, new LinkedBlockingQueue<>());
      try {
        session.visit();
        return new Greeting(Welcome.ACCEPTED, "", session.certificateEnds());
      } finally {
        session.end();
      }
    } catch (IOException failed) {
      return new Greeting(
          welcome(failed.getCause()), String.valueOf(failed.getMessage()), Optional.empty());
    }
  }

  /** Of settings with which no attempt can be made. */
  public static Greeting refused(String sentence) {
    return new Greeting(Welcome.REFUSED, sentence, Optional.empty());
  }

  private static Welcome welcome(@Nullable Throwable cause) {
    if (cause instanceof MqttException coded) {
      return switch (coded.getReasonCode()) {
        case CLIENT_ID -> Welcome.VISITOR_REFUSED;
        case 0x88, 0x89, 0x8B, 0x97, 0x9F -> Welcome.AWAY;
        default -> Reasons.isReason(coded.getReasonCode()) ? Welcome.REFUSED : Welcome.AWAY;
      };
    }
    boolean away =
        cause instanceof UnknownHostException
            || cause instanceof TimeoutException
            || cause instanceof SocketException
            || cause instanceof SocketTimeoutException
            || cause instanceof EOFException;
    return away ? Welcome.AWAY : Welcome.REFUSED;
  }
}
