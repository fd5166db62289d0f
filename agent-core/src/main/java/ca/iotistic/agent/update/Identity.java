package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process is: taken once, at its start, because what lies on the disk may be another
 * version a moment later.
 */
final class Identity {
  private static final Logger LOG = LoggerFactory.getLogger(Identity.class);

  private final Updater updater;
  private Optional<Installed> own = Optional.empty();
  private Optional<String> bornInto = Optional.empty();

  Identity(Updater updater) {
    this.updater = updater;
  }

  /** At the start, before anything else. */
  void take() {
    try {
      installed();
    } catch (UpdateException unknown) {
      LOG.warn("what runs cannot be told yet: {}", Failures.words(unknown));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** At the start: only who was started by an update can be its new version. */
  synchronized void found(Optional<Entry> entry) {
    bornInto = entry.filter(Identity::switching).map(Entry::id);
  }

  synchronized Optional<Installed> known() {
    return own;
  }

  Installed installed() throws UpdateException, InterruptedException {
    Optional<Installed> known = known();
    return known.isPresent() ? known.get() : taken(updater.installed());
  }

  /** Another target changes while this process lives. */
  synchronized void forgetTarget() {
    own = own.filter(Installed::self);
  }

  /** Whether this is the new version of the update. */
  synchronized boolean isNewOf(Entry entry) {
    return bornInto.equals(Optional.of(entry.id()))
        && entry.previous().self()
        && own.map(Installed::identity).equals(Optional.of(entry.prepared().identity()));
  }

  Standing standing(Optional<Entry> entry) {
    if (entry.isEmpty() || entry.get().in(Phase.ENDED)) {
      return Standing.IN_CHARGE;
    }
    boolean watched = entry.get().position().secondHalf() && isNewOf(entry.get());
    if (watched) {
      return Standing.PROBATION;
    }
    return entry.get().owner() == Owner.SWITCHER ? Standing.ASIDE : Standing.IN_CHARGE;
  }

  private static boolean switching(Entry entry) {
    return entry.owner() == Owner.SWITCHER || entry.course().touched();
  }

  private synchronized Installed taken(Installed now) {
    if (own.isEmpty()) {
      own = Optional.of(now);
    }
    return own.orElse(now);
  }
}
