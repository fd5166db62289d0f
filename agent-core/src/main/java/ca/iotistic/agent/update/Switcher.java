package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.UpdateException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other half: goes on from whatever the journal says until the update has ended, then stays
 * idle until it is released. Its supervisor starts it again whenever it exits.
 */
final class Switcher {
  static final int RELEASED = 0;
  static final int AGAIN = 1;

  private static final Logger LOG = LoggerFactory.getLogger(Switcher.class);
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration LINGER = Duration.ofMinutes(1);
  private static final Duration UNWRITABLE = Duration.ofMinutes(1);

  private final SwitcherArguments told;
  private final StateDirectory state;
  private final Lost lost;
  private final UpdateRun run;
  private final SecondHalf second;
  private final Interruption interruption;
  private final Seam seam;
  private final Backoff disk;
  private final BootGate gate;

  private Optional<Entry> mine = Optional.empty();
  private boolean taken;
  private boolean wentBackUnwritten;

  /**
   * What waits at a boot until the switcher has looked: the target, so that a version which ends
   * the machine's every boot is put away before it is started once more.
   */
  @FunctionalInterface
  interface BootGate {
    BootGate NONE = () -> {};

    /** The target may start; called again it does nothing. */
    void open() throws InterruptedException;
  }

  Switcher(
      SwitcherArguments told,
      StateDirectory state,
      History history,
      UpdateRun run,
      SecondHalf second,
      Seam seam,
      BootGate gate) {
    this.told = told;
    this.state = state;
    this.lost = new Lost(told.entry(), run.journal(), history, run.time());
    this.run = run;
    this.second = second;
    this.interruption = run.interruption();
    this.seam = seam;
    this.gate = gate;
    this.disk = new Backoff(run.time());
  }

  /** Until it is released, or should be started afresh. */
  int run() throws InterruptedException {
    interruption.begin(told.entry().id());
    interruption.tooLate();
    try {
      if (!state.marker().equals(Optional.of(told.marker()))) {
        LOG.error(
            "update id={} waits: {} is not the state directory that it began in; is its disk"
                + " mounted?",
            told.entry().id(),
            state.root());
        interruption.pause(IDLE);
        return AGAIN;
      }
      while (turn()) {}
      return RELEASED;
    } catch (IOException unreadable) {
      LOG.error("update id={} waits: {}", told.entry().id(), unreadable.toString());
      interruption.pause(IDLE);
      return AGAIN;
    } catch (PlatformAwayException away) {
      LOG.warn("update id={} starts afresh: {}", told.entry().id(), away.getMessage());
      return AGAIN;
    } finally {
      interruption.end();
    }
  }

  /** From any thread: writes nothing more, and leaves {@link #run} soon. */
  void stop() {
    run.journal().close();
    interruption.stop();
  }

  /** False: there is nothing to do here any more. */
  private boolean turn() throws InterruptedException, PlatformAwayException {
    try {
      Optional<Entry> found = find();
      if (found.isEmpty()) {
        idle(LINGER);
        return false;
      }
      if (found.get().owner() == Owner.AGENT) {
        idle(IDLE);
        return true;
      }
      mine = found;
      Entry entry = taken ? found.get() : takeOver(found.get());
      taken = true;
      // Where it goes back, the strategy opens it once the right one is in place.
      if (!entry.in(Phase.ROLLING_BACK)) {
        gate.open();
      }
      while (entry.owner() == Owner.SWITCHER) {
        mine = Optional.of(entry);
        entry = wentBackUnwritten ? unwritten(entry) : second.step(entry);
        disk.succeeded();
      }
      mine = Optional.of(entry);
    } catch (OwnershipLostException outOfDate) {
      LOG.warn("update id={}: {}", told.entry().id(), outOfDate.getMessage());
      interruption.pause(Duration.ofSeconds(1));
    } catch (IOException unwritable) {
      endure(unwritable);
    }
    return true;
  }

  private Optional<Entry> find() throws IOException, InterruptedException {
    Optional<Entry> found = lost.journal();
    if (found.isEmpty() && lost.isLost()) {
      interruption.pause(IDLE);
      found = lost.journal();
      if (found.isEmpty() && lost.isLost()) {
        return Optional.of(lost.restore(mine));
      }
    }
    return found.filter(entry -> entry.id().equals(told.entry().id()));
  }

  /** Nothing is counted or touched before the platform answers. */
  private Entry takeOver(Entry entry)
      throws IOException, InterruptedException, PlatformAwayException {
    Backoff away = new Backoff(run.time());
    while (entry.phase() != Phase.ROLLING_BACK && !answers(entry, away)) {
      interruption.pause(away.next());
    }
    return switch (entry.phase()) {
      case ACTIVATING, VERIFYING, COMMITTING -> run.booted(entry);
      case PREPARED -> run.move(entry, entry, Event.DONE);
      case ROLLING_BACK -> entry;
      case RESOLVING, PREPARING, ENDED ->
          run.fail(
              entry, entry, new IllegalStateException("handed over in " + entry.phase()), false);
    };
  }

  private boolean answers(Entry entry, Backoff away)
      throws InterruptedException, PlatformAwayException {
    try {
      interruption.act("a look", Limits.LOG, () -> run.updater().health(run.update(entry)));
      return true;
    } catch (UpdateException unanswered) {
      return away.failed(unanswered);
    }
  }

  /**
   * The journal cannot be written, so the update cannot be finished. Rather than wait with nobody
   * in charge the old one is put back, once, before that could be journaled.
   */
  private void endure(IOException unwritable) throws InterruptedException, PlatformAwayException {
    disk.failed(unwritable);
    LOG.error("update id={} cannot go on: {}", told.entry().id(), unwritable.toString());
    if (disk.failingFor(UNWRITABLE) && !wentBackUnwritten && mine.isPresent()) {
      Entry entry = mine.get();
      try {
        if (entry.course().touched() && !entry.in(Phase.ENDED)) {
          interruption.act(
              "roll back", Limits.SWITCH, () -> run.updater().rollBack(run.update(entry)));
          wentBackUnwritten = true;
        }
      } catch (UpdateException failed) {
        LOG.error("update id={} cannot be rolled back: {}", entry.id(), Failures.words(failed));
      }
    }
    interruption.pause(disk.next());
  }

  private Entry unwritten(Entry entry)
      throws IOException, InterruptedException, PlatformAwayException {
    if (!entry.position().secondHalf()) {
      return second.step(entry);
    }
    return run.wentBack(entry);
  }

  private void idle(Duration pause) throws InterruptedException {
    gate.open();
    seam.before("idle");
    interruption.pause(pause);
  }
}
