package ca.iotistic.agent.status;

import ca.iotistic.agent.spi.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that is said about an update. */
public sealed interface StatusEvent {
  String updateId();

  /** As it stands on the wire. */
  String type();

  /**
   * A valid command that is not a repeat.
   *
   * @param action {@code update}, {@code rollback}, {@code cancel}
   * @param version as the command has it, empty where it has none
   */
  record CommandReceived(String updateId, String action, String version) implements StatusEvent {
    @Override
    public String type() {
      return "update_command_received";
    }
  }

  /**
   * It waits.
   *
   * @param scheduledTime its time, or the moment when it is looked at again
   * @param waitingFor what else it waits for than its time ({@code window}, {@code veto}, …)
   */
  record Scheduled(
      String updateId, String version, Instant scheduledTime, Optional<String> waitingFor)
      implements StatusEvent {
    @Override
    public String type() {
      return "update_scheduled";
    }
  }

  /** Work begins; {@code targetVersion} is concrete. */
  record Started(
      String updateId, String currentVersion, String targetVersion, String deploymentType)
      implements StatusEvent {
    @Override
    public String type() {
      return "update_started";
    }
  }

  /**
   * How far it is.
   *
   * @param bytes -1 if there is nothing to count in this phase
   * @param totalBytes -1 if unknown
   */
  record Progress(String updateId, String phase, long bytes, long totalBytes)
      implements StatusEvent {
    /** A phase begins. */
    public static Progress phase(String updateId, String phase) {
      return new Progress(updateId, phase, -1, -1);
    }

    @Override
    public String type() {
      return "update_progress";
    }
  }

  /** The last word about an update. */
  sealed interface Terminal extends StatusEvent {}

  /** The new version is in charge. */
  record Succeeded(
      String updateId,
      String currentVersion,
      String previousVersion,
      Duration took,
      Duration downtime,
      Device device,
      Optional<String> warning)
      implements Terminal {
    @Override
    public String type() {
      return "update_succeeded";
    }
  }

  /**
   * It was tried and did not work.
   *
   * @param error what failed, which object, what to do
   * @param logTail the last lines of what failed, oldest first
   */
  record Failed(
      String updateId,
      Reason reason,
      String error,
      String phase,
      boolean rolledBack,
      String currentVersion,
      Device device,
      List<String> logTail)
      implements Terminal {
    public Failed {
      logTail = List.copyOf(logTail);
    }

    @Override
    public String type() {
      return "update_failed";
    }
  }

  /** The command cannot be accepted. */
  record Rejected(String updateId, Reason reason, String error) implements Terminal {
    @Override
    public String type() {
      return "update_rejected";
    }
  }

  /** There is nothing to do. */
  record Skipped(String updateId, Reason reason, String currentVersion) implements Terminal {
    @Override
    public String type() {
      return "update_skipped";
    }
  }

  /** Somebody does not want it any more. */
  record Cancelled(String updateId, Reason reason) implements Terminal {
    @Override
    public String type() {
      return "update_cancelled";
    }
  }
}
