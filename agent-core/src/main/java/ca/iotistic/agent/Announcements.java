package ca.iotistic.agent;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.decision.Decision;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.schedule.Verdict;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.update.Job;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Says that a command has come and that an update waits, once each. Thread-safe. */
final class Announcements {
  private final Decisions decisions;
  private final Outbox outbox;
  private final Map<String, String> scheduled = new ConcurrentHashMap<>();

  Announcements(Decisions decisions, Outbox outbox) {
    this.decisions = decisions;
    this.outbox = outbox;
  }

  synchronized void received(Decision.Accepted accepted) throws IOException {
    if (accepted.announced()) {
      return;
    }
    Command command = accepted.command();
    outbox.put(
        new StatusEvent.CommandReceived(accepted.updateId(), action(command), version(command)));
    decisions.announced(accepted.updateId());
  }

  /** Again when it waits for something else, or until another moment is named for the same. */
  void scheduled(String updateId, Job job, Instant moment, Verdict.Wait wait) throws IOException {
    Optional<String> waitingFor =
        wait.reason().equals("schedule") ? Optional.empty() : Optional.of(wait.reason());
    String said = scheduled.put(updateId, wait.reason());
    if (!wait.reason().equals(said)) {
      outbox.put(new StatusEvent.Scheduled(updateId, job.request().version(), moment, waitingFor));
    }
  }

  private static String action(Command command) {
    if (command instanceof Command.Update) {
      return "update";
    }
    if (command instanceof Command.Rollback) {
      return "rollback";
    }
    return command instanceof Command.Cancel ? "cancel" : "report";
  }

  private static String version(Command command) {
    return command instanceof Command.Update update ? update.request().version() : "";
  }
}
