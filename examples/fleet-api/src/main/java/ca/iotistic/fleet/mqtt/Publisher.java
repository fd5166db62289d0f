package ca.iotistic.fleet.mqtt;

import ca.iotistic.fleet.Loop;
import ca.iotistic.fleet.store.Database;
import ca.iotistic.fleet.update.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the outbox to the broker. A message leaves the outbox when the broker has acknowledged it;
 * who is killed in between publishes it again, with the same id.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final byte[] NOTHING = {};
  private static final int AT_ONCE = 10;
  private static final Duration IDLE = Duration.ofMillis(300);
  private static final int REFUSED = 0x80;

  private final Database database;
  private final Gateway gateway;
  private final Consumer<Boolean> published;
  private final Semaphore poked = new Semaphore(0);
  private final Loop loop = new Loop("fleet-publisher", "commands wait in the outbox", this::run);

  /**
   * As new.
   *
   * @param published told of each message whether the broker has taken it
   */
  public Publisher(Database database, Gateway gateway, Consumer<Boolean> published) {
    this.database = database;
    this.gateway = gateway;
    this.published = published;
  }

  public void start() {
    loop.start();
  }

  /** There may be something to publish. */
  public void poke() {
    poked.release();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void run() throws InterruptedException {
    Optional<Link> link = gateway.link();
    if (link.isEmpty() || !some(link.get())) {
      boolean ignored = poked.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      poked.drainPermits();
    }
  }

  /** False if there is nothing to do, or nothing can be done now. */
  private boolean some(Link link) throws InterruptedException {
    return database.inTransaction(
        db -> {
          List<Outbox.Message> messages = Outbox.take(db, AT_ONCE);
          List<CompletableFuture<Integer>> answers =
              messages.stream().map(message -> publish(link, message)).toList();
          boolean any = false;
          for (int i = 0; i < answers.size(); i++) {
            any |= settled(db, link, messages.get(i), answers.get(i));
          }
          return any;
        });
  }

  private static CompletableFuture<Integer> publish(Link link, Outbox.Message message) {
    if (message.expires().isEmpty()) {
      return link.publish(message.topic(), message.payload(), Optional.empty());
    }
    long left = Duration.between(Instant.now(), message.expires().get()).toSeconds();
    // What has expired is not sent, but what it was to replace goes.
    return left > 0
        ? link.publish(
            message.topic(), message.payload(), Optional.of(Math.min(left, 0xffff_ffffL)))
        : link.publish(message.topic(), NOTHING, Optional.empty());
  }

  private boolean settled(
      Handle db, Link link, Outbox.Message message, CompletableFuture<Integer> answer)
      throws InterruptedException {
    try {
      int code = answer.get();
      if (code < REFUSED) {
        Outbox.delete(db, message.id());
        published.accept(true);
        return true;
      }
      LOG.warn(
          "topic={} the broker refuses a command ({}): give the user of the fleet API the right to"
              + " write it",
          message.topic(),
          code);
    } catch (ExecutionException failed) {
      LOG.debug("topic={} not acknowledged yet: {}", message.topic(), failed.getMessage());
    }
    published.accept(false);
    if (link.up()) {
      Outbox.postpone(db, message.id());
    }
    return false;
  }
}
