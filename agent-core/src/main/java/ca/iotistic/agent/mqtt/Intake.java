package ca.iotistic.agent.mqtt;

import ca.iotistic.agent.command.CommandSource.Sink;
import ca.iotistic.agent.command.Delivery;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what arrives to the agent and acknowledges what the agent has made durable. What it could
 * not keep stays with the broker, which delivers it again in the next session: one has to come.
 */
final class Intake {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final Setup setup;
  private final Sink sink;
  private final Hearing hearing;
  private Duration listeningSince = Duration.ZERO;
  private Duration withheldAt = Duration.ZERO;
  private Duration retry;
  private int withheld;

  Intake(Setup setup, Sink sink, Hearing hearing) {
    this.setup = setup;
    this.sink = sink;
    this.hearing = hearing;
    this.retry = setup.tuning().retry();
  }

  /** A new session stands. */
  void listening() {
    listeningSince = setup.time().uptime();
    retry =
        withheld > 0
            ? Backoff.shorter(retry.multipliedBy(2), setup.tuning().longestPause())
            : setup.tuning().retry();
    withheld = 0;
    sink.listening(true);
  }

  void deaf() {
    sink.listening(false);
  }

  void take(Event.Arrived message) {
    if (!message.topic().equals(setup.settings().updateTopic())) {
      if (message.topic().equals(setup.settings().stateTopic())
          && hearing.arrived(message.payload())) {
        sink.heard();
      }
      // Anything else belongs to a subscription of an earlier session; held, it would block us.
      message.session().acknowledge(message);
    } else if (accepted(message)) {
      message.session().acknowledge(message);
    } else {
      withheld++;
      withheldAt = setup.time().uptime();
    }
  }

  /** Whether anything waits unacknowledged at the broker. */
  boolean withholds() {
    return withheld > 0;
  }

  /** How long until that is to be asked for again; zero if it is due. */
  Duration untilRetry() {
    Duration left = withheldAt.plus(retry).minus(setup.time().uptime());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private boolean accepted(Event.Arrived message) {
    boolean resumed =
        message.session().resumed()
            && setup.time().uptime().minus(listeningSince).compareTo(setup.tuning().resumed()) <= 0;
    try {
      sink.accept(new Delivery(message.payload(), message.retained(), resumed));
      return true;
    } catch (IOException notKept) {
      log.info("MQTT: a command stays with the broker for now: {}", notKept.getMessage());
    } catch (RuntimeException | Error broken) {
      // The thread must survive what it calls, or the device is deaf.
      log.error("MQTT: a command could not be taken and stays with the broker", broken);
    }
    return false;
  }
}
