package ca.iotistic.agent.update;

import ca.iotistic.agent.io.AtomicFile;
import ca.iotistic.agent.io.Ballast;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * {@code journal.json}, as one side of an update sees it. Only its owner writes it; every write
 * re-reads it first and makes sure that nobody has written since.
 */
final class Journal {
  private final AtomicFile file;
  private final WriteLock lock;
  private final Seam seam;
  private final Owner self;
  private volatile boolean closed;
  private Optional<Entry> last = Optional.empty();

  Journal(StateDirectory state, WriteLock lock, Seam seam, Owner self) {
    this.file = state.journal().sparing(new Ballast(state));
    this.lock = lock;
    this.seam = seam;
    this.self = self;
  }

  /**
   * What it says.
   *
   * @throws BrokenJournalException if it cannot be used
   */
  Optional<Entry> peek() throws IOException {
    Optional<ObjectNode> tree = tree();
    return tree.isPresent() ? Optional.of(entry(tree.get())) : Optional.empty();
  }

  /** The same, and keeps it in mind; by the one thread that works with it. */
  Optional<Entry> read() throws IOException {
    Optional<Entry> now = peek();
    last = now.isPresent() ? now : last;
    return now;
  }

  /** What it said the last time that this process looked, unless this process has ended it. */
  Optional<Entry> last() {
    return last;
  }

  /**
   * The first entry of an update, or the one that a journal is made again from.
   *
   * @throws OwnershipLostException if there is a journal
   */
  Entry begin(Entry first) throws IOException {
    return lock.within(
        () -> {
          Optional<Entry> other = peek();
          if (other.isPresent()) {
            throw lost(first, "there is one of update " + other.get().id());
          }
          return put(first, first.position().generation() + 1, Optional.empty());
        });
  }

  /** The next entry, if this side owns the journal and {@code known} is what it says. */
  Entry write(Entry known, Entry next) throws IOException {
    if (self == Owner.SWITCHER && Thread.currentThread().isInterrupted()) {
      // Its verbs leave no interrupt of ours behind, so this one means that it is being stopped.
      close();
    }
    return lock.within(
        () -> {
          Optional<ObjectNode> tree = tree();
          Entry current = same(known, tree);
          long generation = current.position().generation();
          if (current.owner() != self || generation != known.position().generation()) {
            throw lost(known, "it is at " + current.position());
          }
          return put(next, generation + 1, tree);
        });
  }

  /** Throws if it does not say {@code known} any more; for whoever is long without a write. */
  void hold(Entry known) throws IOException {
    Entry current = same(known, tree());
    if (!current.position().equals(known.position())) {
      throw lost(known, "it is at " + current.position());
    }
  }

  /**
   * Takes a journal back that was given away and not picked up. Its new owner writes before it
   * acts, and that write is refused from here on.
   *
   * @param change from what the journal says now
   * @return what the journal says; still the new owner's if it has picked up meanwhile
   */
  Entry takeBack(Entry known, UnaryOperator<Entry> change) throws IOException {
    return lock.within(
        () -> {
          Optional<ObjectNode> tree = tree();
          Entry current = same(known, tree);
          if (!current.in(Phase.PREPARED)) {
            return current;
          }
          Entry next = change.apply(current.ownedBy(self));
          return put(next, current.position().generation() + 1, tree);
        });
  }

  /** The update has ended and everything that follows from it is durable. */
  void delete(String id) throws IOException {
    lock.within(
        () -> {
          refuseIfClosed();
          Optional<ObjectNode> tree = tree();
          if (tree.isPresent() && Json.text(tree.get(), "id").equals(id)) {
            file.delete();
          }
          last = Optional.empty();
          return id;
        });
  }

  /** Moves away what cannot be used; nothing is destroyed. */
  Path setAside() throws IOException {
    return lock.within(
        () -> {
          refuseIfClosed();
          Path aside = free();
          seam.before("set aside journal.json");
          Files.move(file.path(), aside, StandardCopyOption.ATOMIC_MOVE);
          AtomicFile.forceDirectory(file.path().resolveSibling(""));
          seam.after("set aside journal.json");
          return aside;
        });
  }

  /** This side writes nothing more. */
  void close() {
    closed = true;
  }

  private Entry put(Entry next, long generation, Optional<ObjectNode> base) throws IOException {
    refuseIfClosed();
    Entry numbered = next.at(next.position().generation(generation));
    byte[] content = Json.pretty(EntryCodec.write(numbered, base));
    file.write(content);
    last = Optional.of(numbered);
    return numbered;
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException("this process is being stopped and writes nothing more");
    }
  }

  private Entry same(Entry known, Optional<ObjectNode> tree) throws IOException {
    if (tree.isEmpty()) {
      throw lost(known, "there is no journal");
    }
    Entry current = entry(tree.get());
    if (!current.id().equals(known.id())) {
      throw lost(known, "it is about update " + current.id());
    }
    return current;
  }

  private OwnershipLostException lost(Entry known, String why) {
    return new OwnershipLostException(
        "the journal is not the %s's at generation %d of update %s: %s"
            .formatted(self, known.position().generation(), known.id(), why));
  }

  private Optional<ObjectNode> tree() throws IOException {
    Optional<byte[]> bytes = file.read();
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parse(bytes.get()));
    } catch (IOException torn) {
      throw broken(Optional.empty(), torn);
    }
  }

  /** A newer format is read as far as it goes if another process goes on with it, or nobody. */
  private Entry entry(ObjectNode tree) throws IOException {
    try {
      Entry entry = EntryCodec.read(tree);
      int format = tree.path("format").asInt();
      if (format <= EntryCodec.FORMAT || entry.owner() != self || entry.in(Phase.ENDED)) {
        return entry;
      }
      throw new IOException("its format is " + format + ", newer than " + EntryCodec.FORMAT);
    } catch (IOException unusable) {
      throw broken(owner(tree), unusable);
    }
  }

  private static Optional<Owner> owner(ObjectNode tree) {
    try {
      return Optional.of(Json.constant(Owner.class, tree, "owner"));
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  private BrokenJournalException broken(Optional<Owner> owner, IOException why) {
    return new BrokenJournalException(
        file.path() + " cannot be used: " + why.getMessage(), owner, why);
  }

  private Path free() {
    int number = 1;
    Path aside = file.path().resolveSibling("journal.json.aside-1");
    while (Files.exists(aside) && number < 9) {
      number++;
      aside = file.path().resolveSibling("journal.json.aside-" + number);
    }
    return aside;
  }
}
