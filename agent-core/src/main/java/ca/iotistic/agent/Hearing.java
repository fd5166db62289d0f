package ca.iotistic.agent;

import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a new version hears the next command.
 *
 * <p>A broker may grant a subscription that its access list never serves. So the proof is that the
 * retained command comes again. Where none comes within half a minute, hearing a publication of our
 * own counts; and where not even that comes, the granted subscription does, with a warning: a lack of
 * proof alone never rolls back. Thread-safe.
 */
final class Hearing {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What can be said so far. */
  enum Proof {
    NOT_YET,
    HEARS,
    SUBSCRIBED_ONLY
  }

  private final Time time;
  private Optional<Duration> since = Optional.empty();
  private boolean command;
  private boolean echo;
  private boolean stateAcknowledged;

  Hearing(Time time) {
    this.time = time;
  }

  synchronized void listening(boolean now) {
    if (now && since.isEmpty()) {
      since = Optional.of(time.uptime());
    } else if (!now) {
      since = Optional.empty();
      command = false;
      echo = false;
      stateAcknowledged = false;
    }
  }

  synchronized void delivered() {
    command = true;
  }

  synchronized void heard() {
    echo = true;
  }

  synchronized void stateAcknowledged() {
    stateAcknowledged = true;
  }

  /**
   * What is proven now.
   *
   * @param retained whether the command of this update was retained, so that it has to come again
   */
  synchronized Proof proof(boolean retained) {
    if (since.isEmpty() || !stateAcknowledged) {
      return Proof.NOT_YET;
    }
    if (command || (echo && !retained)) {
      return Proof.HEARS;
    }
    if (time.uptime().minus(since.get()).compareTo(PATIENCE) < 0) {
      return Proof.NOT_YET;
    }
    return echo ? Proof.HEARS : Proof.SUBSCRIBED_ONLY;
  }
}
