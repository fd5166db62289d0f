package ca.iotistic.agent.update;

import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an update to its switcher and sees to it that there is one. A switcher that does not pick
 * up is fenced: the journal is taken back, then the switcher goes.
 */
final class HandOver {
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final UpdateRun run;
  private final UpdateEngine.Parts parts;
  private final Updater updater;
  private final Interruption interruption;

  HandOver(UpdateRun run, UpdateEngine.Parts parts) {
    this.run = run;
    this.parts = parts;
    this.updater = run.updater();
    this.interruption = run.interruption();
  }

  /**
   * From PREPARED with the switcher as owner until it has picked up.
   *
   * @return what the journal says then; owned by the agent if nothing was handed over, or if it had
   *     to be taken back
   */
  Entry give(Entry given) throws IOException, InterruptedException {
    boolean started;
    try {
      started = start(given);
    } catch (UpdateException failed) {
      return fence(given, failed);
    }
    if (!started) {
      Entry back =
          run.journal().takeBack(given, current -> current.on(Event.DONE, run.time().now()));
      return run.told(back);
    }
    return awaitPickUp(given);
  }

  /** A switcher that has disappeared is started again, with the line that was journaled. */
  void again(Entry entry) throws IOException, InterruptedException {
    LOG.warn("update id={} phase={} has lost its switcher", entry.id(), entry.phase());
    try {
      if (!start(entry)) {
        LOG.error("update id={}: no switcher could be started again", entry.id());
      }
    } catch (UpdateException failed) {
      LOG.error(
          "update id={}: no switcher could be started again: {}",
          entry.id(),
          Failures.words(failed));
    }
  }

  /** Unknown counts as alive: that the platform does not answer says nothing. */
  boolean alive(Entry entry) throws InterruptedException {
    try {
      return interruption.within(
          "looking for the switcher", Limits.ASK, () -> updater.switcherAlive(run.update(entry)));
    } catch (UpdateException unknown) {
      LOG.warn(
          "update id={}: the switcher cannot be looked for: {}",
          entry.id(),
          Failures.words(unknown));
      return true;
    }
  }

  Entry awaitPickUp(Entry given) throws IOException, InterruptedException {
    Duration end = run.time().uptime().plus(Limits.PICK_UP);
    while (run.time().uptime().compareTo(end) < 0) {
      Optional<Entry> now = run.journal().read().filter(entry -> entry.id().equals(given.id()));
      if (now.isEmpty() || !now.get().in(Phase.PREPARED)) {
        return now.map(run::told).orElse(given);
      }
      interruption.pause(LOOK);
    }
    UpdateException late =
        new UpdateException(
            Reason.START_FAILED,
            "the switcher did not go on within %d s".formatted(Limits.PICK_UP.toSeconds()));
    return fence(given, late);
  }

  private boolean start(Entry entry) throws IOException, UpdateException, InterruptedException {
    String marker = parts.state().marker().orElseThrow();
    List<String> line =
        new SwitcherArguments(parts.state().root(), marker, entry)
            .addedTo(entry.strategy().switcher());
    return interruption.within(
        "the hand-over", Limits.HAND_OVER, () -> updater.handOver(run.update(entry), line));
  }

  /**
   * The journal first: a switcher writes before it acts, so one that has been overtaken never acts,
   * and one that has picked up in the last moment keeps its helper. Only one that stands still in
   * that write, and so keeps everybody else from writing, goes first.
   */
  private Entry fence(Entry given, Exception why) throws IOException, InterruptedException {
    Failure failure = run.failure(given, why, log(given));
    UnaryOperator<Entry> turn =
        current ->
            current
                .with(current.course().failed(failure, false))
                .on(Event.FAILED, run.time().now());
    Entry back;
    try {
      back = run.journal().takeBack(given, turn);
    } catch (OwnershipLostException another) {
      throw another;
    } catch (IOException locked) {
      if (run.journal().read().filter(now -> now.in(Phase.PREPARED)).isEmpty()) {
        throw locked;
      }
      release(given);
      back = run.journal().takeBack(given, turn);
    }
    if (back.owner() == Owner.AGENT) {
      release(given);
    }
    return run.told(back);
  }

  /** If that fails it is done again when the update has ended. */
  private void release(Entry given) throws InterruptedException {
    try {
      interruption.act(
          "fencing the switcher", Limits.ASK, () -> updater.release(run.update(given)));
    } catch (UpdateException failed) {
      LOG.warn(
          "update id={}: the switcher cannot be removed: {}", given.id(), Failures.words(failed));
    }
  }

  private List<String> log(Entry given) throws InterruptedException {
    try {
      return interruption.within(
          "the switcher's log", Limits.LOG, () -> updater.switcherLog(run.update(given)));
    } catch (UpdateException unavailable) {
      return List.of();
    }
  }
}
