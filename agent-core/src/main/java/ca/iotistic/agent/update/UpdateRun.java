package ca.iotistic.agent.update;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Update;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both halves need: the one place where a phase changes, and the one where it fails. */
final class UpdateRun {
  private static final Logger LOG = LoggerFactory.getLogger(UpdateRun.class);
  private static final int LOG_TAIL_BYTES = 40 * 1024;

  private final StateDirectory state;
  private final Journal journal;
  private final Updater updater;
  private final Interruption interruption;
  private final Telling telling;
  private final Time time;

  /** Why this process turned back the last time that it could not write that down. */
  private Optional<Failure> unwritten = Optional.empty();

  UpdateRun(
      StateDirectory state,
      Journal journal,
      Updater updater,
      Interruption interruption,
      Telling telling,
      Time time) {
    this.state = state;
    this.journal = journal;
    this.updater = updater;
    this.interruption = interruption;
    this.telling = telling;
    this.time = time;
  }

  Updater updater() {
    return updater;
  }

  Interruption interruption() {
    return interruption;
  }

  Journal journal() {
    return journal;
  }

  Time time() {
    return time;
  }

  Telling telling() {
    return telling;
  }

  /** Journals what {@code event} leads to, and tells it. */
  Entry move(Entry known, Entry changed, Event event) throws IOException {
    return told(journal.write(known, changed.on(event, time.now())));
  }

  Entry told(Entry entry) {
    telling.phase(entry);
    return entry;
  }

  /** A process has found the update begun by another one. */
  Entry booted(Entry known) throws IOException, InterruptedException {
    if (!known.position().spent()) {
      return move(known, known, Event.BOOTED);
    }
    String who = known.position().secondHalf() ? "switched" : "prepared";
    String text = "it was %s %d times and never got through".formatted(who, Position.LIMIT + 1);
    return fail(known, known, new UpdateException(Reason.BOOT_LIMIT, text), false);
  }

  /**
   * Turns back. The log is taken before the roll-back removes it, and journaled with the reason.
   */
  Entry fail(Entry known, Entry changed, Exception cause, boolean prolonged)
      throws IOException, InterruptedException {
    interruption.tooLate();
    List<String> tail = changed.course().touched() ? logTail(changed) : List.of();
    return turnBack(known, changed, failure(changed, cause, tail), prolonged);
  }

  /**
   * It has been put back before the reason could be written down: the first one that is known, or
   * that the state directory was full.
   */
  Entry wentBack(Entry known) throws IOException {
    UpdateException full =
        new UpdateException(
            Reason.DISK_FULL, "the state directory " + state.root() + " could not be written");
    Failure why = unwritten.orElseGet(() -> failure(known, full, List.of()));
    return turnBack(known, known, why, false);
  }

  private Entry turnBack(Entry known, Entry changed, Failure why, boolean prolonged)
      throws IOException {
    try {
      Entry back = move(known, changed.with(changed.course().failed(why, prolonged)), Event.FAILED);
      unwritten = Optional.empty();
      return back;
    } catch (OwnershipLostException outOfDate) {
      throw outOfDate;
    } catch (IOException unwritable) {
      unwritten = Optional.of(unwritten.orElse(why));
      throw unwritable;
    }
  }

  Failure failure(Entry entry, Exception cause, List<String> tail) {
    LOG.warn("update id={} phase={} failed: {}", entry.id(), entry.phase(), cause.toString());
    return Failures.of(cause, entry.phase(), Failures.tail(tail, LOG_TAIL_BYTES));
  }

  /** What the verbs get; the same before and after a crash. */
  Update update(Entry entry) {
    return new Update(
        entry.id(),
        entry.startedAt(),
        entry.previous(),
        entry.release().orElseThrow(),
        entry.prepared(),
        state.work(entry.id()),
        telling.progress(entry));
  }

  private List<String> logTail(Entry entry) throws InterruptedException {
    try {
      return interruption.within("the log", Limits.LOG, () -> updater.logTail(update(entry)));
    } catch (UpdateException unavailable) {
      LOG.warn("update id={} without a log: {}", entry.id(), Failures.words(unavailable));
      return List.of();
    }
  }
}
