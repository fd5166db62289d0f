package ca.iotistic.agent.systemd.release;

import ca.iotistic.agent.http.Words;
import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file, in as many attempts as it takes: each goes on where the last one ended, if the origin
 * still has the same.
 */
final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int BUFFER = 64 << 10;
  private static final Duration A_LOOK = Duration.ofSeconds(1);

  private final Origin origin;
  private final DownloadSettings settings;
  private final Pauses pauses;
  private final Time time;
  private final Duration end;
  private final byte[] buffer = new byte[BUFFER];

  Download(Origin origin, DownloadSettings settings, Pauses pauses, Time time) {
    this.origin = origin;
    this.settings = settings;
    this.pauses = pauses;
    this.time = time;
    this.end = time.uptime().plus(settings.timeout());
  }

  /**
   * What is wanted.
   *
   * @param digest what it must have
   */
  record Wanted(String updateId, URI file, String digest, Update.Progress progress) {}

  /** Returns when {@code part} holds what is wanted. */
  void run(Wanted wanted, Part part) throws IOException, UpdateException, InterruptedException {
    int failures = 0;
    long furthest = part.length();
    boolean spoilt = false;
    while (!part.digest().equals(wanted.digest())) {
      try {
        attempt(wanted, part);
        if (!part.digest().equals(wanted.digest())) {
          mismatch(wanted, part, spoilt);
          spoilt = true;
        }
      } catch (PassingException failed) {
        // A bad line that gets further each time is better than none.
        failures = part.length() > furthest && !failed.slow() ? 1 : failures + 1;
        furthest = Math.max(furthest, part.length());
        pause(wanted, failures, failed);
      }
    }
  }

  private void attempt(Wanted wanted, Part part)
      throws IOException, PassingException, UpdateException, InterruptedException {
    try (Delivery delivery = origin.open(wanted.file(), part.kept(wanted.file()))) {
      limit(wanted.file(), delivery.total(), part);
      part.begin(wanted.file(), delivery);
      Pace pace = new Pace(settings, time, wanted.file());
      wanted.progress().report(part.length(), delivery.total());
      int count = read(delivery, wanted, part);
      while (count >= 0) {
        limit(wanted.file(), part.length() + count, part);
        part.append(buffer, count);
        wanted.progress().report(part.length(), delivery.total());
        pace.came(count);
        inTime(wanted.file(), Duration.ZERO);
        count = read(delivery, wanted, part);
      }
      if (delivery.total() >= 0 && part.length() < delivery.total()) {
        throw new PassingException(brokenOff(wanted, part, new IOException("its end is missing")));
      }
    }
  }

  private int read(Delivery delivery, Wanted wanted, Part part)
      throws PassingException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      return delivery.read(buffer, A_LOOK);
    } catch (IOException lost) {
      throw new PassingException(brokenOff(wanted, part, lost));
    }
  }

  private static UpdateException brokenOff(Wanted wanted, Part part, IOException lost) {
    return new UpdateException(
        Reason.DOWNLOAD_FAILED,
        "%s broke off after %d bytes (%s); see the network between this device and the server"
            .formatted(wanted.file(), part.length(), Words.of(lost)),
        lost);
  }

  /** What is too large is not kept either. */
  private void limit(URI file, long bytes, Part part) throws IOException, UpdateException {
    try {
      settings.require(file, bytes);
    } catch (UpdateException tooLarge) {
      part.drop();
      throw tooLarge;
    }
  }

  /** What was put together from several attempts may be of two kinds: once more, then, at once. */
  private static void mismatch(Wanted wanted, Part part, boolean again)
      throws IOException, UpdateException {
    if (!part.patched() || again) {
      String seen = part.digest();
      part.drop();
      throw new UpdateException(
          Reason.DIGEST_MISMATCH,
          "%s is %s and should be %s; see what was published, and what is on the way"
              .formatted(wanted.file(), seen, wanted.digest()));
    }
    LOG.warn(
        "update id={} {} does not fit together; it is fetched once more",
        wanted.updateId(),
        wanted.file());
    part.clear();
  }

  private void pause(Wanted wanted, int failures, PassingException failed)
      throws UpdateException, InterruptedException {
    if (failures > settings.retries()) {
      throw failed.last();
    }
    Duration pause = pauses.after(failures, failed.pause());
    LOG.warn(
        "update id={} {}; trying again in {}",
        wanted.updateId(),
        failed.last().getMessage(),
        Durations.format(pause));
    inTime(wanted.file(), pause);
    time.sleep(pause);
  }

  private void inTime(URI file, Duration ahead) throws UpdateException {
    if (time.uptime().plus(ahead).compareTo(end) > 0) {
      throw new UpdateException(
          Reason.TIMED_OUT,
          "%s did not come within the %s of %s; see the network, or allow more"
              .formatted(file, Durations.format(settings.timeout()), DownloadSettings.TIMEOUT));
    }
  }
}
