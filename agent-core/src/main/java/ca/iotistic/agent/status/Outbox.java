package ca.iotistic.agent.status;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The door of the stage: statuses wait here, durably and in order, until they are acknowledged.
 * Thread-safe; {@link #drain} from one thread.
 */
@SuppressWarnings("DoNotCallSuggester") // not written yet
public final class Outbox {
  private Outbox() {}

  public static Outbox open(StateDirectory state, Secrets secrets, Time time, Seam seam)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Durable when it returns. A second terminal of an update id is not taken, and progress within a
   * phase only once a second.
   */
  public void put(StatusEvent event) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Publishes the terminal of this update once more, unchanged; false if there is none. */
  public boolean again(String updateId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Publishes in order until nothing is left (true) or the publisher fails (false: try again
   * later).
   */
  public boolean drain(StatusPublisher publisher) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** The type of the terminal that this update has; empty if it has not ended. */
  public Optional<String> terminal(String updateId) {
    throw new UnsupportedOperationException();
  }

  /** The last terminal as it goes on the wire, for {@link StateDocument}. */
  public Optional<byte[]> last() {
    throw new UnsupportedOperationException();
  }

  /** How many wait. */
  public int size() {
    throw new UnsupportedOperationException();
  }

  /**
   * Hears every status once it is durable, on the thread that put it; best effort, what it throws
   * is logged.
   */
  public void listen(Consumer<? super StatusEvent> listener) {
    throw new UnsupportedOperationException();
  }
}
