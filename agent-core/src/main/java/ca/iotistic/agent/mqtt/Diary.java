package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.mqtt.ConnectionFacts.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened to the connection: for the log, and for people. A device that is offline for weeks
 * says so once, not at every attempt.
 */
final class Diary {
  private static final Logger log = LoggerFactory.getLogger(Diary.class);

  /** Not every broker says that another client came; but two with one id end each other's. */
  private static final int SUSPICIOUS = 3;

  private final Time time;
  private final String clientId;
  private final String topic;
  private final Duration stable;
  private Duration connectedAt = Duration.ZERO;
  private int shortLived;
  private boolean announced;
  private ConnectionFacts facts;

  Diary(Setup setup) {
    this.time = setup.time();
    this.clientId = setup.clientId();
    this.topic = setup.settings().updateTopic();
    this.stable = setup.tuning().stable();
    this.facts = new ConnectionFacts(false, time.now(), Optional.empty(), Optional.empty());
  }

  synchronized void listening(Session session) {
    connectedAt = time.uptime();
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
    shortLived = lasted.compareTo(stable) < 0 ? shortLived + 1 : 0;
    String sentence = sentence(why);
    if (!takenOver && shortLived >= SUSPICIOUS) {
      sentence +=
          " soon after it was made, again and again: probably another client uses the client id "
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
    facts = new ConnectionFacts(false, time.now(), facts.problem(), facts.certificateEnds());
  }

  synchronized ConnectionFacts facts() {
    return facts;
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
