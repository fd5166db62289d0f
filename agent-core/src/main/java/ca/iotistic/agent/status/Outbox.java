package ca.iotistic.agent.status;

import ca.iotistic.agent.io.Ballast;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the stage: statuses wait here, durably and in order, until they are acknowledged.
 * Thread-safe; {@link #drain} from one thread.
 *
 * <p>What is said twice, because a crash came between saying and noting that it was said, is taken
 * once: the last word about an update, that its command came, that work began, that it waits.
 * Progress gives way to newer progress of the same phase. When too much waits, the oldest progress
 * goes first, then what else is not a last word, then the answers to commands that were never
 * accepted; the last word about an accepted command never goes.
 */
public final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  static final int LIMIT = 1 << 20;

  private final OutboxFiles files;
  private final StatusJson json;
  private final Sequence sequence;
  private final Time time;
  private final Seam seam;
  private final Shelf shelf;
  private final Novelty novelty;
  private final Deque<Entry> repeats = new ArrayDeque<>();
  private final List<Consumer<? super StatusEvent>> listeners = new CopyOnWriteArrayList<>();

  private Outbox(
      OutboxFiles files, StatusJson json, Sequence sequence, Shelf shelf, Time time, Seam seam) {
    this.files = files;
    this.json = json;
    this.sequence = sequence;
    this.shelf = shelf;
    this.time = time;
    this.seam = seam;
    this.novelty = new Novelty(shelf, json, time);
  }

  /** Takes up what was left there. What cannot be read is put aside, never a reason to fail. */
  public static Outbox open(StateDirectory state, Secrets secrets, Time time, Seam seam)
      throws IOException {
    OutboxFiles files = new OutboxFiles(state.outbox(), seam, new Ballast(state));
    Shelf shelf = new Shelf();
    files.load(shelf::wait, shelf::keep);
    Sequence sequence = Sequence.open(files.sequence(), shelf.highest(), time.now());
    Outbox outbox = new Outbox(files, new StatusJson(secrets), sequence, shelf, time, seam);
    shelf.doubled().forEach(outbox::remove);
    outbox.tidy();
    return outbox;
  }

  /**
   * Durable when it returns. A second terminal of an update id is not taken, and progress within a
   * phase only once a second.
   */
  public void put(StatusEvent event) throws IOException {
    if (take(event)) {
      tell(event);
    }
  }

  private synchronized boolean take(StatusEvent event) throws IOException {
    if (!novelty.news(event)) {
      return false;
    }
    Entry entry = Entry.of(json.of(event, sequence.next(), time.now()));
    files.write(entry);
    novelty.said(event);
    shelf.outdatedBy(entry).forEach(this::remove);
    shelf.wait(entry);
    tidy();
    return true;
  }

  /** Publishes the terminal of this update once more, unchanged; false if there is none. */
  public synchronized boolean again(String updateId) {
    Optional<Entry> terminal = shelf.terminal(updateId);
    terminal
        .filter(entry -> !shelf.waits(entry) && !repeats.contains(entry))
        .ifPresent(repeats::add);
    return terminal.isPresent();
  }

  /**
   * Publishes in order until nothing is left (true) or the publisher fails (false: try again
   * later).
   */
  public boolean drain(StatusPublisher publisher) throws InterruptedException {
    Optional<Entry> next = next();
    while (next.isPresent()) {
      try {
        seam.before("publish " + next.get().type());
        publisher.publish(next.get().json());
        seam.after("publish " + next.get().type());
      } catch (IOException later) {
        log.debug("update status {} is not acknowledged yet", next.get().sequence(), later);
        return false;
      }
      acknowledged(next.get());
      next = next();
    }
    return true;
  }

  private synchronized Optional<Entry> next() {
    return Optional.ofNullable(repeats.peek()).or(shelf::first);
  }

  private synchronized void acknowledged(Entry entry) {
    if (repeats.remove(entry) || !shelf.waits(entry)) {
      return;
    }
    if (entry.progress()) {
      remove(entry);
    } else {
      files.keep(entry);
      shelf.keep(entry);
      tidy();
    }
  }

  private void tidy() {
    shelf.spent().forEach(this::remove);
    for (Entry entry : shelf.over(LIMIT)) {
      log.info("update={} outbox full, dropped {}", entry.updateId(), entry.type());
      remove(entry);
    }
  }

  private void remove(Entry entry) {
    files.remove(entry);
    shelf.remove(entry);
  }

  /** The type of the terminal that this update has; empty if it has not ended. */
  public synchronized Optional<String> terminal(String updateId) {
    return shelf.terminal(updateId).map(Entry::type);
  }

  /** The last terminal as it goes on the wire, for {@link StateDocument}. */
  public synchronized Optional<byte[]> last() {
    return shelf.last(Entry::terminal).map(entry -> entry.json().clone());
  }

  /** How many wait. */
  public synchronized int size() {
    return shelf.waiting() + repeats.size();
  }

  /**
   * Hears every status once it is durable, on the thread that put it; best effort, what it throws
   * is logged.
   */
  public void listen(Consumer<? super StatusEvent> listener) {
    listeners.add(listener);
  }

  private void tell(StatusEvent event) {
    for (Consumer<? super StatusEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException | LinkageError | StackOverflowError failed) {
        log.warn("update={} a listener failed on {}", event.updateId(), event.type(), failed);
      }
    }
  }
}
