package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.mqtt.ConnectionFacts.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to the connection: for the log, for people, for whoever asks whether we can be
 * reached. A device that is offline for weeks says so once, not at every attempt.
 */
final class Diary {
  private static final Logger log = LoggerFactory.getLogger(Diary.class);

  /** A connection that ends within it ended at once. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static final int SUSPICIOUS = 3;

  private final Time time;
  private final String clientId;
  private final String topic;
  private final Connectedness connectedness;
  private Duration connectedAt = Duration.ZERO;
  private int endedAtOnce;
  private boolean announced;
  private ConnectionFacts facts;

  Diary(Setup setup) {
    this.time = setup.time();
    this.clientId = setup.clientId();
    this.topic = setup.settings().updateTopic();
    this.connectedness = new Connectedness(time.uptime());
    this.facts = new ConnectionFacts(false, time.now(), Optional.empty(), Optional.empty());
  }

  synchronized void listening(Session session) {
    connectedAt = time.uptime();
    connectedness.connected(connectedAt);
    facts = new ConnectionFacts(true, time.now(), facts.problem(), session.certificateEnds());
    log.info("MQTT: Subscribed to topic: {}", topic);
    if (announced) {
      log.info("MQTT: connected again session={}", session.resumed() ? "resumed" : "new");
    } else {
      announced = true;
      log.info("MQTT update listener initialized");
    }
  }

  /** It stood, and is over. */
  synchronized void lost(IOException why, boolean takenOver) {
    Duration lasted = time.uptime().minus(connectedAt);
    endedAtOnce = lasted.compareTo(AT_ONCE) < 0 ? endedAtOnce + 1 : 0;
    String sentence = sentence(why);
    if (!takenOver && endedAtOnce >= SUSPICIOUS) {
      sentence +=
          ", "
              + endedAtOnce
              + " times right after it was made: probably another client uses the client id "
              + clientId
              + " too; give each device its own `device`";
    }
    problem(sentence);
    log.warn("MQTT: disconnected: {}", sentence);
  }

  /** It did not come to stand. */
  synchronized void failed(IOException why) {
    String sentence = sentence(why);
    boolean news = facts.problem().map(Problem::sentence).filter(sentence::equals).isEmpty();
    problem(sentence);
    if (news) {
      log.warn("MQTT: not connected: {}", sentence);
    } else {
      log.debug("MQTT: still not connected: {}", sentence);
    }
  }

  /** No command can arrive any more. */
  synchronized void ended() {
    connectedness.disconnected(time.uptime());
    facts = new ConnectionFacts(false, time.now(), facts.problem(), facts.certificateEnds());
  }

  synchronized ConnectionFacts facts() {
    return facts;
  }

  boolean mostlyConnected() {
    return connectedness.mostly(time.uptime());
  }

  private void problem(String sentence) {
    facts =
        new ConnectionFacts(
            facts.connected(),
            facts.since(),
            Optional.of(new Problem(time.now(), sentence)),
            facts.certificateEnds());
  }

  private static String sentence(IOException why) {
    String message = why.getMessage();
    return message == null ? why.toString() : message;
  }
}
