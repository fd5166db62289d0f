package ca.iotistic.agent;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.decision.Decision;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.schedule.Verdict;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.StateDocument;
import ca.iotistic.agent.update.Flight;
import ca.iotistic.agent.update.UpdateEngine;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Puts together what the device says of itself. */
final class StateView {
  private final String version;
  private final String deploymentType;
  private final String zone;
  private final UpdateEngine engine;
  private final Decisions decisions;
  private final UpdateScheduler scheduler;
  private final Outbox outbox;

  StateView(
      String version,
      String deploymentType,
      String zone,
      UpdateEngine engine,
      Decisions decisions,
      UpdateScheduler scheduler,
      Outbox outbox) {
    this.version = version;
    this.deploymentType = deploymentType;
    this.zone = zone;
    this.engine = engine;
    this.decisions = decisions;
    this.scheduler = scheduler;
    this.outbox = outbox;
  }

  StateDocument now() throws IOException {
    return with(engine.flight().map(this::inFlight));
  }

  /** Of a journal that cannot be read, nothing is said. */
  StateDocument offline() {
    try {
      return now().offline();
    } catch (IOException unreadable) {
      return with(Optional.empty()).offline();
    }
  }

  private StateDocument with(Optional<StateDocument.InFlight> update) {
    return new StateDocument(
        true,
        version,
        deploymentType,
        zone,
        update,
        scheduled(),
        scheduler.waiting().map(StateView::waiting),
        outbox.last());
  }

  private StateDocument.InFlight inFlight(Flight flight) {
    return new StateDocument.InFlight(
        decisions.updateId(flight.id()),
        flight.from(),
        flight.to(),
        Reports.wire(flight.phase()),
        flight.startedAt());
  }

  private Optional<StateDocument.Planned> scheduled() {
    for (Decision.Accepted accepted : decisions.pending()) {
      if (accepted instanceof Decision.Start start
          && start.command() instanceof Command.Update update
          && update.scheduledTime().isPresent()) {
        Instant moment = update.scheduledTime().get();
        return Optional.of(
            new StateDocument.Planned(start.updateId(), update.request().version(), moment));
      }
    }
    return Optional.empty();
  }

  private static StateDocument.Waiting waiting(Verdict.Wait wait) {
    return new StateDocument.Waiting(wait.reason(), wait.since(), wait.until(), wait.detail());
  }
}
