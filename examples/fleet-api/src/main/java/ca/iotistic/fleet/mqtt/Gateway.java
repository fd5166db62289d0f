package ca.iotistic.fleet.mqtt;

import ca.iotistic.fleet.Loop;
import ca.iotistic.fleet.device.Topics;
import ca.iotistic.fleet.status.Ingestion;
import ca.iotistic.fleet.store.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's connection to the broker, which comes back by itself: one thread that takes in, one
 * that publishes, one that looks for sessions of copies that are gone.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_ORPHANS = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final BrokerSettings settings;
  private final Topics topics;
  private final Sessions sessions;
  private final Ingestion ingestion;
  private final List<Loop> loops;
  private volatile Optional<Link> current = Optional.empty();

  public Gateway(BrokerSettings settings, Topics topics, Database database, Ingestion ingestion) {
    this.settings = settings;
    this.topics = topics;
    this.sessions = new Sessions(database);
    this.ingestion = ingestion;
    this.loops =
        List.of(
            new Loop("fleet-inlet", "broker", this::serve),
            new Loop("fleet-orphans", "broker", this::adopt));
  }

  public void start() {
    loops.forEach(Loop::start);
  }

  public boolean up() {
    return link().isPresent();
  }

  /** While it stands. */
  Optional<Link> link() {
    return current.filter(Link::up);
  }

  @Override
  public void close() {
    loops.forEach(Loop::close);
  }

  /** With one session, for as long as it is ours. */
  private void serve() throws IOException, SQLException, InterruptedException {
    try (Sessions.Held held = sessions.claim()) {
      while (held.ours()) {
        try {
          connected(held);
        } catch (IOException failed) {
          LOG.warn("broker: {}", failed.getMessage());
          Thread.sleep(PAUSE.toMillis());
        }
      }
    }
  }

  private void connected(Sessions.Held held) throws IOException, InterruptedException {
    Inlet inlet = new Inlet(ingestion);
    Link link = new Link(settings, held.clientId(), inlet::offer);
    try {
      link.connect();
      link.subscribe(filters(held));
      current = Optional.of(link);
      LOG.info("broker={} session={} connected", settings, held.clientId());
      long checked = System.nanoTime();
      while (link.up()) {
        boolean ignored = inlet.take(link, LOOK);
        if (System.nanoTime() - checked > LOOK.toNanos()) {
          if (!held.ours()) {
            return;
          }
          checked = System.nanoTime();
        }
      }
      LOG.warn("broker={} {}", settings, link.reason());
    } finally {
      current = Optional.empty();
      link.end(false);
    }
  }

  private List<String> filters(Sessions.Held held) {
    return Stream.concat(shared(held).stream(), topics.filters("state").stream()).toList();
  }

  private List<String> shared(Sessions.Held held) {
    return topics.filters("status").stream()
        .map(filter -> "$share/" + held.group() + "/" + filter)
        .toList();
  }

  /** Takes in what the broker still holds for a copy that is gone, and ends its session. */
  private void adopt() throws IOException, SQLException, InterruptedException {
    Thread.sleep(BETWEEN_ORPHANS.toMillis());
    if (!up()) {
      return;
    }
    Optional<Sessions.Held> orphan = sessions.orphan();
    if (orphan.isEmpty()) {
      return;
    }
    try (Sessions.Held held = orphan.get()) {
      Inlet inlet = new Inlet(ingestion);
      Link link = new Link(settings, held.clientId(), inlet::offer);
      boolean drained = false;
      try {
        link.connect();
        link.unsubscribe(filters(held));
        while (link.up() && inlet.take(link, QUIET)) {
          LOG.debug("session={} is being drained", held.clientId());
        }
        drained = link.up() && held.ours();
      } finally {
        link.end(drained);
      }
      if (drained) {
        held.forget();
        LOG.info("session={} of a copy that is gone was taken over and ended", held.clientId());
      }
    }
  }
}
