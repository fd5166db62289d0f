package ca.iotistic.fleet.status;

import ca.iotistic.fleet.device.Devices;
import ca.iotistic.fleet.device.Topics;
import ca.iotistic.fleet.store.Database;
import ca.iotistic.fleet.update.Retained;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what devices say. Thread-safe; what it returns from is committed, and may be
 * acknowledged.
 */
public final class Ingestion {
  private static final Logger LOG = LoggerFactory.getLogger(Ingestion.class);
  private static final int BURST = 2000;
  private static final Duration REFILL = Duration.ofMillis(100);

  private final Database database;
  private final Topics topics;
  private final Ledger ledger;
  private final Consumer<Verdict> heard;
  private final Budget budget = new Budget(BURST, REFILL);

  /** A message as it came from the broker. */
  public record Message(String topic, byte[] payload, Instant heard) {}

  /** What of a message concerns one device, in one transaction. */
  private record Item(
      String device,
      Optional<ObjectNode> document,
      Optional<Report> report,
      boolean overBudget,
      Instant heard) {}

  /** Messages that have been read and counted, and may be taken in until that succeeds. */
  public final class Batch {
    private final List<Item> items;

    private Batch(List<Item> items) {
      this.items = items;
    }

    /** In one transaction; throws if the database cannot be reached, and then nothing is done. */
    public void take() {
      Ingestion.this.take(items);
    }
  }

  /**
   * As new.
   *
   * @param heard told what became of each message
   */
  public Ingestion(
      Database database,
      Devices devices,
      Topics topics,
      Duration timeout,
      Consumer<Verdict> heard) {
    this.database = database;
    this.topics = topics;
    this.ledger = new Ledger(devices, new Retained(topics), timeout);
    this.heard = heard;
  }

  /** Each message once: how much a device says is counted here. */
  public Batch read(List<Message> messages) {
    List<Item> items = new ArrayList<>();
    for (Message message : messages) {
      Optional<Item> item = item(message);
      item.ifPresentOrElse(items::add, () -> heard.accept(Verdict.MALFORMED));
    }
    // All copies lock devices in the same order.
    items.sort(Comparator.comparing(Item::device));
    return new Batch(items);
  }

  private void take(List<Item> items) {
    try {
      apply(items).forEach(heard);
    } catch (RuntimeException failed) {
      if (Database.away(failed)) {
        throw failed;
      }
      // One of them is more than the database can take; the others shall not suffer.
      items.forEach(this::alone);
    }
  }

  private void alone(Item item) {
    try {
      apply(List.of(item)).forEach(heard);
    } catch (RuntimeException failed) {
      if (Database.away(failed)) {
        throw failed;
      }
      LOG.warn("device={} a message was dropped: {}", item.device(), failed.getMessage());
      heard.accept(Verdict.MALFORMED);
    }
  }

  private List<Verdict> apply(List<Item> items) {
    return database.inTransaction(db -> items.stream().map(item -> apply(db, item)).toList());
  }

  private Verdict apply(Handle db, Item item) {
    if (!Register.knows(db, item.device())) {
      item.document()
          .ifPresent(document -> Register.writeStranger(db, item.device(), document, item.heard()));
      return Verdict.UNKNOWN_DEVICE;
    }
    item.document()
        .ifPresent(document -> Register.write(db, item.device(), document, item.heard()));
    Verdict said =
        item.report()
            .map(report -> ledger.apply(db, report, item.overBudget()))
            .orElse(Verdict.STATE);
    // Every copy hears every state, and again at each connection: no news are no status.
    return item.document().isPresent() && said != Verdict.APPLIED ? Verdict.STATE : said;
  }

  private Item item(
      Message message, String device, Optional<ObjectNode> document, Optional<Report> report) {
    return new Item(
        device, document, report, report.isPresent() && !within(device), message.heard());
  }

  private boolean within(String device) {
    synchronized (budget) {
      return budget.take(device, System.nanoTime());
    }
  }

  private Optional<Item> item(Message message) {
    Optional<Topics.Address> address = topics.parse(message.topic());
    if (address.isEmpty()) {
      return Optional.empty();
    }
    String device = address.get().device();
    if (address.get().leaf().equals("status")) {
      return Reading.status(device, message.topic(), message.payload())
          .map(report -> item(message, device, Optional.empty(), Optional.of(report)));
    }
    return Reading.object(message.payload())
        .map(
            document ->
                item(message, device, Optional.of(document), last(message, device, document)));
  }

  /** What the state says of the last end, which we may have missed. */
  private static Optional<Report> last(Message message, String device, ObjectNode document) {
    String topic = message.topic().replaceFirst("state$", "status");
    return document.get("last") instanceof ObjectNode last
        ? Reading.status(device, topic, last)
        : Optional.empty();
  }
}
