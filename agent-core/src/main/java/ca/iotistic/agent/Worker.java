package ca.iotistic.agent;

import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.update.Flight;
import ca.iotistic.agent.update.Phase;
import ca.iotistic.agent.update.Standing;
import ca.iotistic.agent.update.UpdateEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that works at updates: finds out what this agent is, goes on with what is in
 * flight, and takes what comes next.
 */
final class Worker implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration WATCHED = Duration.ofSeconds(2);
  private static final Duration AFTER_AN_ERROR = Duration.ofSeconds(10);

  private final Instance instance;
  private final UpdateEngine engine;
  private final Agenda agenda;
  private final Standings standings;
  private final Decisions decisions;
  private final Reports reports;
  private final Turn turn;
  private final String version;
  private final Signal signal;
  private volatile boolean closed;
  private Optional<Phase> told = Optional.empty();

  /** Hears when this agent becomes something else, before it acts as such. */
  interface Turn {
    void turned(Standing before, Standing now) throws IOException;
  }

  /** What it works with. */
  record Parts(
      Instance instance,
      UpdateEngine engine,
      Agenda agenda,
      Standings standings,
      Decisions decisions,
      Reports reports) {}

  /**
   * @param signal wakes it up when there may be something to do
   */
  Worker(Parts parts, String version, Turn turn, Signal signal) {
    this.instance = parts.instance();
    this.engine = parts.engine();
    this.agenda = parts.agenda();
    this.standings = parts.standings();
    this.decisions = parts.decisions();
    this.reports = parts.reports();
    this.version = version;
    this.signal = signal;
    this.turn = turn;
  }

  /** The journal stays; the next start goes on. */
  void close() {
    closed = true;
    engine.close();
    signal.poke();
  }

  @Override
  public void run() {
    boolean opened = false;
    while (!closed) {
      try {
        if (!instance.take()) {
          signal.await(instance.pause());
          continue;
        }
        if (!opened) {
          // Known before the first look at what is in flight, which may take as long as an update.
          become(engine.open());
          opened = true;
        }
        signal.await(step());
      } catch (InterruptedException stopped) {
        // Closed, or an interrupt that came too late for the update that it was meant for.
      } catch (IOException
          | RuntimeException
          | AssertionError
          | LinkageError
          | StackOverflowError failed) {
        // An application's class may be missing; without this thread nothing would be updated.
        LOG.error("update agent: this did not work and is tried again", failed);
        pauseAfterAnError();
      }
    }
  }

  private Duration step() throws IOException, InterruptedException {
    Standing now = engine.reconcile();
    become(now);
    Optional<Flight> flight = engine.flight();
    tellOfTheSwitcher(flight);
    if (now != Standing.IN_CHARGE) {
      return WATCHED;
    }
    if (flight.isPresent()) {
      return WATCHED;
    }
    decisions.inCharge(version);
    Agenda.Next next = agenda.next();
    if (next instanceof Agenda.Next.Run run) {
      engine.run(run.job());
      return Duration.ZERO;
    }
    return next instanceof Agenda.Next.Wait wait ? wait.verdict().lookAgain() : IDLE;
  }

  private void become(Standing now) throws IOException {
    turn.turned(standings.become(now), now);
  }

  /** The switcher says nothing itself; its phases are read from the journal. */
  private void tellOfTheSwitcher(Optional<Flight> flight) {
    Optional<Phase> phase = flight.filter(Flight::handedOver).map(Flight::phase);
    if (phase.isPresent() && !phase.equals(told)) {
      reports.phase(flight.orElseThrow().id(), phase.get());
    }
    told = phase;
  }

  private void pauseAfterAnError() {
    try {
      signal.await(AFTER_AN_ERROR);
    } catch (InterruptedException stopped) {
      // The loop looks whether it was closed.
      return;
    }
  }
}
