package ca.iotistic.agent.update;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Backup;
import ca.iotistic.agent.spi.Environment;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.UpdaterProvider;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The agent's half of an update: carries it as far as the hand-over, sees to it that somebody goes
 * on after that, and turns its end into history. One worker thread runs it.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class UpdateEngine implements AutoCloseable {

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

  private final Parts parts;

  private UpdateEngine(Parts parts) {
    this.parts = parts;
  }

  public static UpdateEngine create(Parts parts) {
    return new UpdateEngine(parts);
  }

  /**
   * Once, at the start of an agent: finds out what it is while an update is in flight, and logs the
   * story of an update that has just switched.
   */
  public Standing open() throws IOException {
    throw new UnsupportedOperationException("not written yet");
  }

  /**
   * Goes on with what is this agent's: its own half, a switcher that has disappeared, an update
   * that has ended. On the worker thread, at the start, every 30 s, and whenever something may have
   * changed; while the standing is not {@link Standing#IN_CHARGE} better every few seconds.
   *
   * @return what this agent is now
   */
  public Standing reconcile() throws IOException, InterruptedException {
    throw new UnsupportedOperationException("not written yet");
  }

  /**
   * On the worker thread: from the first journal entry until the update has ended or is in the
   * switcher's hands.
   *
   * @throws IllegalStateException if another update is in flight
   * @throws InterruptedException if the agent is being stopped; the journal stays
   */
  public void run(Job job) throws IOException, InterruptedException {
    throw new UnsupportedOperationException("not written yet");
  }

  /** From any thread. False: too late, or not the update in flight. */
  public boolean cancel(String id, Reason why) {
    throw new UnsupportedOperationException("not written yet");
  }

  /** From any thread and any process. */
  public Optional<Flight> flight() throws IOException {
    throw new UnsupportedOperationException("not written yet");
  }

  /** Oldest first; from any thread and any process. */
  public List<Outcome> history() throws IOException {
    throw new UnsupportedOperationException("not written yet");
  }

  /** What was in charge when this agent started. */
  public Installed installed() throws UpdateException, InterruptedException {
    throw new UnsupportedOperationException("not written yet");
  }

  /** Newest first. */
  public List<Backup> backups() throws UpdateException, InterruptedException {
    throw new UnsupportedOperationException("not written yet");
  }

  /**
   * The new version's word that it hears the next command: every 2 s while that holds, from any
   * thread. Does nothing unless this agent is on {@link Standing#PROBATION} and is being watched.
   *
   * @param warning what could not be proven
   */
  public void confirm(Optional<String> warning) throws IOException {
    throw new UnsupportedOperationException("not written yet");
  }

  /** The agent is being stopped: ends the work of the worker thread, the journal stays. */
  @Override
  public void close() {
    parts.gate();
  }
}
