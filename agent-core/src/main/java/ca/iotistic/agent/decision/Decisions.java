package ca.iotistic.agent.decision;

import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The door of the stage: messages in, decisions out, and a log that remembers which command was
 * handled. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester") // not written yet
public final class Decisions {
  private Decisions() {}

  /** A log that is broken or newer than this version is moved aside, never a reason to fail. */
  public static Decisions open(StateDirectory state, Seam seam, Time time) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Decides, and returns when the decision is durable: the message may be acknowledged then.
   *
   * @throws IOException if it could not be made durable; nothing has been decided then
   */
  public Decision decide(Delivery delivery, Facts facts) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** {@code update_command_received} is durable in the outbox. */
  public void announced(String updateId) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Its terminal status is durable in the outbox. Idempotent; unknown ids are ignored.
   *
   * @param outcome the type of that status
   */
  public void ended(String updateId, String outcome) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The commands that were accepted and have not ended, in order of arrival. After a restart all of
   * them are to be carried out again (one that the engine has in flight goes on there). Also what
   * tells which command is next when an update has ended.
   */
  public List<Decision.Accepted> pending() {
    throw new UnsupportedOperationException();
  }

  /** The id for the wire of what the engine calls {@code jobId}; that one itself if unknown. */
  public String updateId(String jobId) {
    throw new UnsupportedOperationException();
  }

  /** An id for an update that no command asked for, of the command line say. */
  public String newId() {
    throw new UnsupportedOperationException();
  }

  /**
   * The subscription has stood for half a minute, so whatever the broker had kept has arrived. From
   * now on this device is no longer one without memory.
   */
  public void listened() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** {@code version} is in charge. */
  public void inCharge(String version) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The highest version that was ever in charge here. */
  public Optional<String> highWater() {
    throw new UnsupportedOperationException();
  }
}
