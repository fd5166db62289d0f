package ca.iotistic.agent.schedule;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The door of the stage: says when an update may be prepared and when the switch may happen.
 * Answers at once and never sleeps; thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester") // not written yet
public final class UpdateScheduler {
  private UpdateScheduler() {}

  /**
   * @param built the moment when this version was built: no clock that shows less is believed
   */
  public static UpdateScheduler open(StateDirectory state, Plan plan, Instant built, Time time)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether to begin with the preparation: at once, or ahead of a time or window that is to come.
   */
  public Verdict mayPrepare(Appointment appointment) {
    throw new UnsupportedOperationException();
  }

  /** Whether to switch; what the engine's gate asks. */
  public Verdict mayActivate(Appointment appointment) {
    throw new UnsupportedOperationException();
  }

  /** The moment of the switch as far as is known now, for {@code update_scheduled}. */
  public Instant moment(Appointment appointment) {
    throw new UnsupportedOperationException();
  }

  /** What was last answered with Wait and still holds; for the retained state. */
  public Optional<Verdict.Wait> waiting() {
    throw new UnsupportedOperationException();
  }

  /** The update has ended or begun: nothing waits for it any more. */
  public void forget(String updateId) {
    throw new UnsupportedOperationException();
  }

  /** Whether the wall clock can be believed now. */
  public boolean clockTrusted() {
    throw new UnsupportedOperationException();
  }

  /** A second source has said what time it is: the Date of an HTTP answer, a signed timestamp. */
  public void confirm(Instant moment) {
    throw new UnsupportedOperationException();
  }
}
