package ca.iotistic.agent;

import ca.iotistic.agent.status.StateDocument;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the broker is to say of this device if it is lost: the state as it is when a connection is
 * made, but offline. A will can only change with a connection; so once another update has ended,
 * the connection is to be made anew, or a silent death would take the last word about it out of the
 * retained state. Thread-safe.
 */
final class Will implements Supplier<byte[]> {
  private static final byte[] NONE = {};

  /** A connection is not made anew more often than that, however many commands are answered. */
  private static final Duration OLD_ENOUGH = Duration.ofMinutes(1);

  private final Supplier<StateDocument> offline;
  private Optional<byte[]> last = Optional.empty();
  private boolean made;

  /**
   * @param offline the state of now, as it is to be read when the device is gone
   */
  Will(Supplier<StateDocument> offline) {
    this.offline = offline;
  }

  /** For the connection that is being made now. */
  @Override
  public byte[] get() {
    StateDocument document = offline.get();
    synchronized (this) {
      made = true;
      last = document.last();
    }
    return document.toJson();
  }

  /**
   * Whether the connection is to be made anew, because an update has ended whose last word is not
   * in the will.
   *
   * @param stood how long the connection has stood
   */
  synchronized boolean outdated(StateDocument now, Duration stood) {
    return made
        && now.update().isEmpty()
        && stood.compareTo(OLD_ENOUGH) >= 0
        && !Arrays.equals(now.last().orElse(NONE), last.orElse(NONE));
  }
}
