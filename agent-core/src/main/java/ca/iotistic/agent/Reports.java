package ca.iotistic.agent;

import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.status.Device;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.StateDocument;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.update.Failure;
import ca.iotistic.agent.update.Outcome;
import ca.iotistic.agent.update.Phase;
import ca.iotistic.agent.update.UpdateListener;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the engine tells into statuses. */
final class Reports implements UpdateListener {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  private final Decisions decisions;
  private final Outbox outbox;
  private final UpdateScheduler scheduler;
  private final AfterCommit afterCommit;
  private volatile Optional<StateDocument.Bytes> bytes = Optional.empty();

  Reports(Decisions decisions, Outbox outbox, UpdateScheduler scheduler, AfterCommit afterCommit) {
    this.decisions = decisions;
    this.outbox = outbox;
    this.scheduler = scheduler;
    this.afterCommit = afterCommit;
  }

  @Override
  public void started(String id, String from, String to, String updater) {
    say(new StatusEvent.Started(decisions.updateId(id), from, to, updater));
  }

  /** How far the phase is that runs now, if there is something to count in it. */
  Optional<StateDocument.Bytes> bytes() {
    return bytes;
  }

  @Override
  public void phase(String id, Phase phase) {
    bytes = Optional.empty();
    say(StatusEvent.Progress.phase(decisions.updateId(id), wire(phase)));
  }

  @Override
  public void progress(String id, Phase phase, long done, long total) {
    bytes = Optional.of(new StateDocument.Bytes(done, total));
    say(new StatusEvent.Progress(decisions.updateId(id), wire(phase), done, total));
  }

  @Override
  public void ended(Outcome outcome) throws IOException {
    bytes = Optional.empty();
    String updateId = decisions.updateId(outcome.id());
    if (!outcome.dryRun()) {
      StatusEvent.Terminal terminal = terminal(updateId, outcome);
      outbox.put(terminal);
      decisions.ended(updateId, terminal.type());
    }
    scheduler.forget(updateId);
    if (outcome.succeeded() && !outcome.dryRun()) {
      afterCommit.run(new Guard.Switch(updateId, outcome.to(), outcome.to()));
    }
  }

  static StatusEvent.Terminal terminal(String updateId, Outcome outcome) {
    if (outcome.failure().isEmpty()) {
      return new StatusEvent.Succeeded(
          updateId,
          outcome.to(),
          outcome.from(),
          outcome.took(),
          outcome.downtime(),
          Device.UPDATED,
          outcome.warning());
    }
    Failure failure = outcome.failure().get();
    Reason reason = failure.reason();
    return switch (reason.kind()) {
      case REJECTED -> new StatusEvent.Rejected(updateId, reason, failure.error());
      case SKIPPED -> new StatusEvent.Skipped(updateId, reason, outcome.from());
      case CANCELLED -> new StatusEvent.Cancelled(updateId, reason);
      case FAILED ->
          new StatusEvent.Failed(
              updateId,
              reason,
              failure.error(),
              wire(failure.phase()),
              outcome.rolledBack(),
              outcome.current(),
              device(outcome),
              failure.logTail());
    };
  }

  private static Device device(Outcome outcome) {
    if (outcome.needsPerson()) {
      return Device.NEEDS_PERSON;
    }
    return outcome.rolledBack() ? Device.ROLLED_BACK : Device.UNCHANGED;
  }

  static String wire(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  /** Of what is not a last word nothing depends: a full disk must not end an update here. */
  private void say(StatusEvent event) {
    try {
      outbox.put(event);
    } catch (IOException notDurable) {
      LOG.warn("update={} cannot keep the status {}", event.updateId(), event.type(), notDurable);
    }
  }
}
