package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Ballast;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The agent's half of an update: carries it as far as the hand-over, sees to it that somebody goes
 * on after that, and turns its end into history. One worker thread runs it.
 */
public final class UpdateEngine implements AutoCloseable {
  private final Parts parts;
  private final Updater updater;
  private final Interruption interruption;
  private final Journal journal;
  private final History history;
  private final Identity identity;
  private final Confirmation confirmation;
  private final Reconciler reconciler;

  /**
   * What it stands on.
   *
   * @param provider also named by class in the journal, because the switcher makes it again
   * @param wasConnected whether the agent was connected for most of the last ten minutes
   */
  public record Parts(
      StateDirectory state,
      UpdaterProvider provider,
      Environment environment,
      HealthSettings health,
      Gate gate,
      UpdateListener listener,
      BooleanSupplier wasConnected,
      SwitcherCommand switcher) {}

  private UpdateEngine(Parts parts) {
    Time time = parts.environment().time();
    Seam seam = parts.environment().seam();
    StateDirectory state = parts.state();
    WriteLock lock = new WriteLock(state, time);
    this.parts = parts;
    this.updater = ContainedProvider.of(parts.provider()).create(parts.environment());
    this.interruption = new Interruption(time);
    this.journal = new Journal(state, lock, seam, Owner.AGENT);
    this.history = new History(state, lock, seam);
    this.identity = new Identity(updater);
    this.confirmation = new Confirmation(state.confirmed());
    Telling telling = new Telling(parts.listener(), time);
    UpdateRun run = new UpdateRun(state, journal, updater, interruption, telling, time);
    HealthWatch.Maker watches =
        HealthWatch.maker(confirmation, parts.environment().processes(), interruption, time);
    Ending ending = new Ending(run, history, state, identity, seam);
    AgentHalf half = new AgentHalf(parts, run, history, watches, ending);
    this.reconciler = new Reconciler(run, half, ending, history, identity);
  }

  public static UpdateEngine create(Parts parts) {
    return new UpdateEngine(parts);
  }

  /**
   * Once, at the start of an agent: finds out what it is while an update is in flight, and logs the
   * story of an update that has just switched.
   */
  public Standing open() throws IOException {
    new Ballast(parts.state()).take();
    return reconciler.open();
  }

  /**
   * Goes on with what is this agent's: its own half, a switcher that has disappeared, an update
   * that has ended. On the worker thread, at the start, every 30 s, and whenever something may have
   * changed; while the standing is not {@link Standing#IN_CHARGE} better every few seconds, so that
   * the end of the update is seen soon. Blocks for as long as there is something to do.
   *
   * @return what this agent is now
   * @throws IOException if the disk does not do its part; nothing is lost, call it again
   * @throws InterruptedException if the agent is being stopped; the journal stays
   */
  public Standing reconcile() throws IOException, InterruptedException {
    try {
      return reconciler.reconcile();
    } finally {
      closeIfStopping();
    }
  }

  /**
   * On the worker thread: from the first journal entry until the update has ended or is in the
   * switcher's hands. A job whose update is in flight already is gone on with, and one that has
   * ended already is told again.
   *
   * @throws IllegalStateException if another update is in flight
   * @throws IOException if the disk does not do its part; {@link #reconcile} goes on
   * @throws InterruptedException if the agent is being stopped; the journal stays
   */
  public void run(Job job) throws IOException, InterruptedException {
    try {
      reconciler.run(job);
    } finally {
      closeIfStopping();
    }
  }

  /**
   * Ends an update that has not been handed over, from any thread.
   *
   * @param why one of the reasons that end as cancelled
   * @return false: too late, or not the update in flight
   */
  public boolean cancel(String id, Reason why) {
    if (interruption.cancel(id, why)) {
      return true;
    }
    try {
      Optional<Entry> waiting =
          journal
              .peek()
              .filter(entry -> entry.id().equals(id))
              .filter(entry -> !entry.flight().handedOver() && !entry.in(Phase.ROLLING_BACK));
      return waiting.isPresent() && interruption.remember(id, why);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** From any thread and any process. */
  public Optional<Flight> flight() throws IOException {
    Optional<Entry> entry = journal.peek();
    return entry.isPresent() && history.find(entry.get().id()).isEmpty()
        ? entry.map(Entry::flight)
        : Optional.empty();
  }

  /** Oldest first; from any thread and any process. */
  public List<Outcome> history() throws IOException {
    return history.lines().stream().map(History.Line::outcome).toList();
  }

  /** What was in charge when this agent started; another target than itself is asked anew. */
  public Installed installed() throws UpdateException, InterruptedException {
    return identity.installed();
  }

  /** Newest first; from any thread and any process. */
  public List<Backup> backups() throws UpdateException, InterruptedException {
    try (Updater another = ContainedProvider.of(parts.provider()).create(parts.environment())) {
      return another.backups();
    }
  }

  /**
   * The new version's word that it hears the next command: every 2 s while that holds, from any
   * thread. Does nothing unless this agent is on {@link Standing#PROBATION} and is being watched.
   *
   * @param warning what could not be proven
   */
  public void confirm(Optional<String> warning) throws IOException {
    Optional<Entry> watched =
        journal.peek().filter(entry -> entry.in(Phase.VERIFYING)).filter(identity::isNewOf);
    if (watched.isPresent()) {
      Entry entry = watched.get();
      String nonce = entry.course().nonce();
      confirmation.write(entry.id(), nonce, entry.prepared().identity(), warning);
    }
  }

  /** The agent is being stopped: ends the work of the worker thread, the journal stays. */
  @Override
  public void close() {
    interruption.stop();
    closeIfStopping();
  }

  /** The strategy is closed when nobody is in it any more. */
  private void closeIfStopping() {
    if (interruption.stopping() && interruption.idle()) {
      updater.close();
    }
  }
}
