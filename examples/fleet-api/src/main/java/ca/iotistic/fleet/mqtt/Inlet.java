package ca.iotistic.fleet.mqtt;

import ca.iotistic.fleet.status.Ingestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From one link into the database, and then the acknowledgement. Its queue is bounded by what the
 * broker may send unacknowledged. While the database is away nothing is acknowledged, and the
 * broker keeps what comes with QoS 1.
 */
final class Inlet {
  private static final Logger LOG = LoggerFactory.getLogger(Inlet.class);
  private static final int AT_ONCE = 100;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Ingestion ingestion;
  private final BlockingQueue<Link.Arrival> queue = new LinkedBlockingQueue<>();

  Inlet(Ingestion ingestion) {
    this.ingestion = ingestion;
  }

  /** False if it was dropped: what came without QoS the broker does not hold back for us. */
  boolean offer(Link.Arrival arrival) {
    return (arrival.qos() > 0 || queue.size() < Link.UNACKNOWLEDGED) && queue.add(arrival);
  }

  /**
   * Takes in what has come; waits a while for the first.
   *
   * @return whether there was anything
   */
  boolean take(Link link, Duration patience) throws InterruptedException {
    Link.Arrival first = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (first == null) {
      return false;
    }
    List<Link.Arrival> arrivals = new ArrayList<>(List.of(first));
    queue.drainTo(arrivals, AT_ONCE - 1);
    Ingestion.Batch batch = ingestion.read(arrivals.stream().map(Link.Arrival::message).toList());
    while (link.up()) {
      try {
        batch.take();
        arrivals.forEach(link::acknowledge);
        return true;
      } catch (RuntimeException away) {
        LOG.warn("statuses wait at the broker, the database is away: {}", away.getMessage());
        Thread.sleep(PAUSE.toMillis());
      }
    }
    return true;
  }
}
