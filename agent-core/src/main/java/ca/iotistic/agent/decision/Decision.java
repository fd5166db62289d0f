package ca.iotistic.agent.decision;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.spi.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done about one message. It is durable when the caller sees it, so that it can be
 * carried out now and, after a crash, again.
 */
public sealed interface Decision {
  /** Nothing to do and nothing to say. */
  record Ignore(String why) implements Decision {}

  /**
   * It was handled before and is not run again.
   *
   * @param outcome the type of its terminal status; empty if it has not ended yet
   * @param answer whether its terminal status is to be published again (it came live, and has one)
   */
  record Repeat(String updateId, Optional<String> outcome, boolean answer) implements Decision {}

  /** It cannot be accepted: one {@code update_rejected}, and that is all. */
  record Reject(String updateId, Reason reason, String error) implements Decision {}

  /** Publish the state; no status of its own. */
  record Report() implements Decision {}

  /** A command that was accepted: ends in exactly one terminal status, said to the log by ended. */
  sealed interface Accepted extends Decision {
    /** What its statuses carry. */
    String updateId();

    Command command();

    /** Whether {@code update_command_received} has been said already (before a restart). */
    boolean announced();
  }

  /**
   * Install or roll back, as soon as those in {@code supersedes} are out of the way and nothing is
   * in a switcher's hands.
   *
   * @param jobId what the engine calls it: fit for names, never used before
   * @param supersedes those that are to be cancelled as superseded first
   * @param retained whether the broker keeps it, so that it comes again at every connect; true if
   *     that is not known
   */
  record Start(
      String updateId,
      String jobId,
      Command command,
      List<Target> supersedes,
      boolean announced,
      boolean retained)
      implements Accepted {
    public Start {
      supersedes = List.copyOf(supersedes);
    }
  }

  /**
   * Cancel these, then end: {@code update_cancelled} if that worked, {@code too_late} if not. Never
   * empty: a cancel with nothing to cancel is a {@link Skip}.
   */
  record Cancel(String updateId, Command command, List<Target> targets, boolean announced)
      implements Accepted {
    public Cancel {
      targets = List.copyOf(targets);
    }
  }

  /** Accepted and not run: {@code update_skipped}. */
  record Skip(String updateId, Command command, Reason reason, boolean announced)
      implements Accepted {}

  /**
   * Only after a restart: it was superseded or cancelled, and the crash came before its {@code
   * update_cancelled}. If the engine still has it in flight, cancel that.
   */
  record Drop(String updateId, String jobId, Command command, Reason reason, boolean announced)
      implements Accepted {}

  /** An update that a later command is about. */
  record Target(String updateId, String jobId) {}
}
