package ca.iotistic.agent;

import ca.iotistic.agent.command.CommandSource;
import ca.iotistic.agent.command.Delivery;
import ca.iotistic.agent.decision.Decision;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.decision.Facts;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.update.Standing;
import ca.iotistic.agent.update.UpdateEngine;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where commands enter, on the threads of their sources: decides, says that it has received, and
 * interrupts what a later command is about. All else is the worker's.
 *
 * <p>On probation nothing is decided and nothing acknowledged: what arrives is held, and handled
 * after the commit. After a roll-back the broker delivers it to the old version.
 */
final class Intake implements CommandSource.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int HELD = 100;

  private final Standings standings;
  private final Decisions decisions;
  private final Outbox outbox;
  private final Announcements announcements;
  private final Agenda agenda;
  private final UpdateEngine engine;
  private final Facts facts;
  private final Presence presence;
  private final Hearing hearing;
  private final Runnable pokeWorker;
  private final Runnable pokeOutlet;
  private final Deque<Delivery> held = new ArrayDeque<>();

  Intake(Parts parts, Facts facts, Runnable pokeWorker, Runnable pokeOutlet) {
    this.standings = parts.standings();
    this.decisions = parts.decisions();
    this.outbox = parts.outbox();
    this.announcements = parts.announcements();
    this.agenda = parts.agenda();
    this.engine = parts.engine();
    this.presence = parts.presence();
    this.hearing = parts.hearing();
    this.facts = facts;
    this.pokeWorker = pokeWorker;
    this.pokeOutlet = pokeOutlet;
  }

  @Override
  public synchronized void accept(Delivery delivery) throws IOException {
    switch (standings.now()) {
      case PROBATION -> {
        hearing.delivered();
        hold(delivery);
        throw new IOException("on probation: the command is not acknowledged before the commit");
      }
      case ASIDE -> throw new IOException("an update is being switched: come again");
      case IN_CHARGE -> decide(delivery);
    }
  }

  /** After the commit: what came on probation. */
  synchronized void release() throws IOException {
    while (!held.isEmpty()) {
      decide(held.getFirst());
      held.removeFirst();
    }
  }

  @Override
  public void listening(boolean now) {
    presence.listening(now);
    hearing.listening(now);
    pokeOutlet.run();
  }

  @Override
  public void heard() {
    hearing.heard();
  }

  private void hold(Delivery delivery) {
    if (held.size() < HELD) {
      held.addLast(delivery);
    }
  }

  private void decide(Delivery delivery) throws IOException {
    Decision decision = decisions.decide(delivery, now());
    if (decision instanceof Decision.Ignore ignore) {
      LOG.debug("update command ignored: {}", ignore.why());
    } else if (decision instanceof Decision.Repeat repeat) {
      repeat(repeat);
    } else if (decision instanceof Decision.Reject reject) {
      LOG.warn(
          "update={} command rejected: {}: {}",
          reject.updateId(),
          reject.reason().wire(),
          reject.error());
      agenda.end(new StatusEvent.Rejected(reject.updateId(), reject.reason(), reject.error()));
    } else if (decision instanceof Decision.Accepted accepted) {
      LOG.info("update={} command {}", accepted.updateId(), accepted.command());
      announcements.received(accepted);
      interrupt(accepted);
    }
    pokeWorker.run();
    pokeOutlet.run();
  }

  private void repeat(Decision.Repeat repeat) {
    LOG.info(
        "update={} command is a repeat ({}): not run again",
        repeat.updateId(),
        repeat.outcome().orElse("not ended yet"));
    if (repeat.answer()) {
      outbox.again(repeat.updateId());
    }
  }

  private void interrupt(Decision.Accepted accepted) throws IOException {
    if (accepted instanceof Decision.Start start) {
      start.supersedes().forEach(target -> engine.cancel(target.jobId(), Reason.SUPERSEDED));
    } else if (accepted instanceof Decision.Cancel cancel) {
      for (Decision.Target target : cancel.targets()) {
        if (!engine.cancel(target.jobId(), Reason.CANCELLED) && handedOver(target.jobId())) {
          agenda.end(new StatusEvent.Skipped(cancel.updateId(), Reason.TOO_LATE, facts.version()));
          return;
        }
      }
    }
  }

  private boolean handedOver(String jobId) throws IOException {
    return inFlight().filter(f -> f.jobId().equals(jobId) && f.handedOver()).isPresent();
  }

  private Facts now() throws IOException {
    return new Facts(facts.version(), facts.clockTrusted(), inFlight());
  }

  private Optional<Facts.InFlight> inFlight() throws IOException {
    return engine.flight().map(f -> new Facts.InFlight(f.id(), f.handedOver()));
  }

  /** What it works with. */
  record Parts(
      Standings standings,
      Decisions decisions,
      Outbox outbox,
      Announcements announcements,
      Agenda agenda,
      UpdateEngine engine,
      Presence presence,
      Hearing hearing) {}

  /** Whether a command that came now would be decided. */
  boolean open() {
    return standings.now() == Standing.IN_CHARGE;
  }
}
