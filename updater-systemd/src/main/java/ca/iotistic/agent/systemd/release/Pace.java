package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast one delivery comes: not slower over a minute, and not faster, than is allowed. */
final class Pace {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** What came within one second. */
  private record Second(long number, long bytes) {}

  private final DownloadSettings settings;
  private final Time time;
  private final URI file;
  private final Duration begin;
  private final Deque<Second> window = new ArrayDeque<>();
  private Duration slept = Duration.ZERO;
  private Duration next;

  Pace(DownloadSettings settings, Time time, URI file) {
    this.settings = settings;
    this.time = time;
    this.file = file;
    this.begin = time.uptime();
    this.next = begin;
  }

  /**
   * So many bytes have come since the last time; sleeps if that was too fast.
   *
   * @throws PassingException if it was too slow for too long
   */
  void came(int bytes) throws PassingException, InterruptedException {
    // The time that this side has slept is not held against the other.
    Duration flowing = time.uptime().minus(begin).minus(slept);
    long number = flowing.toSeconds();
    long known =
        window.isEmpty() || window.getLast().number() < number ? 0 : window.removeLast().bytes();
    window.addLast(new Second(number, known + bytes));
    // The second that is not over yet is one too many.
    while (window.getFirst().number() < number - WINDOW.toSeconds()) {
      window.removeFirst();
    }
    long came = window.stream().mapToLong(Second::bytes).sum();
    if (flowing.compareTo(WINDOW) >= 0 && came < settings.minRate() * WINDOW.toSeconds()) {
      throw new PassingException(
          new UpdateException(
              Reason.TIMED_OUT,
              "%s comes too slowly: %d bytes within a minute are less than %s allows; see the network"
                  .formatted(file, came, DownloadSettings.MIN_RATE)));
    }
    if (settings.maxRate().isPresent() && bytes > 0) {
      slowDown(bytes, settings.maxRate().getAsLong());
    }
  }

  private void slowDown(int bytes, long rate) throws InterruptedException {
    Duration now = time.uptime();
    Duration cost = Duration.ofNanos((long) (bytes * 1e9 / rate));
    next = (next.compareTo(now) > 0 ? next : now).plus(cost);
    time.sleep(next.minus(now));
    slept = slept.plus(time.uptime().minus(now));
  }
}
