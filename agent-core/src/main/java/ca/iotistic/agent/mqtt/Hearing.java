package ca.iotistic.agent.mqtt;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proof that we hear, where no command is retained: while it is wanted, our own state topic is
 * subscribed to, and what we published there must come back.
 *
 * <p>With QoS 0: a copy then needs no acknowledgement and does not wait behind commands that are
 * held.
 */
final class Hearing {
  private static final Logger log = LoggerFactory.getLogger(Hearing.class);

  private final Setup setup;
  private final String topic;
  private boolean wanted;
  private boolean subscribed;
  private boolean stale;
  private boolean refused;
  private boolean heard;
  private byte[] published = {};
  private Optional<Duration> acknowledgedAt = Optional.empty();

  Hearing(Setup setup) {
    this.setup = setup;
    this.topic = setup.settings().stateTopic();
  }

  synchronized void want(boolean now) {
    if (now != wanted) {
      wanted = now;
      heard = false;
      refused = false;
      acknowledgedAt = Optional.empty();
    }
  }

  synchronized boolean wanted() {
    return wanted;
  }

  /**
   * The broker does not let us hear ourselves: it says so, or nothing has come back for a while.
   */
  synchronized boolean denied() {
    return wanted && !heard && (refused || silent());
  }

  private boolean silent() {
    return acknowledgedAt
        .map(at -> setup.time().uptime().minus(at).compareTo(setup.tuning().hearing()) > 0)
        .orElse(false);
  }

  /**
   * A new connection begins.
   *
   * @param resumed whether the broker may know the subscription from an earlier one
   */
  synchronized void connected(boolean resumed) {
    subscribed = false;
    stale = resumed;
    refused = false;
    acknowledgedAt = Optional.empty();
  }

  /** Subscribes or unsubscribes, as is wanted now; on our thread. */
  void adjust(Session session) throws IOException, InterruptedException {
    boolean on;
    synchronized (this) {
      on = wanted;
      if (on ? subscribed || refused : !subscribed && !stale) {
        return;
      }
    }
    try {
      if (on) {
        session.subscribe(topic, 0);
      } else {
        session.unsubscribe(topic);
      }
      synchronized (this) {
        subscribed = on;
        stale = false;
      }
    } catch (RefusedException denied) {
      log.info("MQTT: no proof of hearing: {}", denied.getMessage());
      synchronized (this) {
        refused = true;
      }
    }
  }

  /** Before the state goes out, because its copy may be faster than the acknowledgement. */
  synchronized void publishing(byte[] state) {
    published = state.clone();
  }

  synchronized void acknowledged() {
    if (subscribed && wanted && acknowledgedAt.isEmpty()) {
      acknowledgedAt = Optional.of(setup.time().uptime());
    }
  }

  /** A message on the state topic; true if it is the one that was waited for. */
  synchronized boolean arrived(byte[] payload) {
    if (!wanted || published.length == 0 || !Arrays.equals(payload, published)) {
      return false;
    }
    heard = true;
    return true;
  }
}
