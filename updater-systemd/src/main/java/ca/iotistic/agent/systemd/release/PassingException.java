package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Duration;
import java.util.Optional;

/** An attempt failed, and the next one may not. */
final class PassingException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient UpdateException last;
  private final transient Optional<Duration> wait;

  /**
   * @param last what is told if no attempt is left
   */
  PassingException(UpdateException last) {
    this(last, Optional.empty());
  }

  /**
   * @param wait how long the other side wants to be left alone
   */
  PassingException(UpdateException last, Optional<Duration> wait) {
    super(last);
    this.last = last;
    this.wait = wait;
  }

  UpdateException last() {
    return last;
  }

  Optional<Duration> pause() {
    return wait;
  }

  /** Getting further slowly is no reason to go on for ever. */
  boolean slow() {
    return last.reason() == Reason.TIMED_OUT;
  }
}
