package ca.iotistic.agent;

import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.schedule.Verdict;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.update.Flight;
import ca.iotistic.agent.update.Foreign;
import ca.iotistic.agent.update.Gate;
import ca.iotistic.agent.update.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Behind the hour: holds a prepared update until every hook lets it go. Since when it is held is
 * durable, so that the deadline is counted across restarts.
 */
final class VetoGate implements Gate {
  private static final Logger LOG = LoggerFactory.getLogger(VetoGate.class);

  /** What it works with. */
  record Parts(
      HourGate hour,
      List<Guard> guards,
      HookSettings settings,
      Farewell farewell,
      UpdateScheduler scheduler,
      Announcements announcements,
      Decisions decisions,
      Time time) {
    Parts {
      guards = List.copyOf(guards);
    }
  }

  /** What is in flight. */
  interface InFlight {
    Optional<Flight> flight() throws IOException;
  }

  private final Parts parts;
  private final InFlight inFlight;
  private final Runnable stateChanged;

  VetoGate(Parts parts, InFlight inFlight, Runnable stateChanged) {
    this.parts = parts;
    this.inFlight = inFlight;
    this.stateChanged = stateChanged;
  }

  @Override
  public void pass(Job job) throws UpdateException, InterruptedException {
    String updateId = parts.decisions().updateId(job.id());
    parts.hour().pass(job);
    Duration waited = Duration.ZERO;
    while (ask(job, updateId) instanceof Guard.NotNow not) {
      waited = waited.plus(wait(job, updateId, not, waited));
      // While it waited its window may have closed, and a cancel may have come.
      parts.hour().pass(job);
    }
    parts.scheduler().forget(updateId);
    stateChanged.run();
  }

  @Override
  public void leave(Job job) throws InterruptedException {
    parts.farewell().say(parts.decisions().updateId(job.id()), Farewell.PATIENCE);
  }

  private Guard.Answer ask(Job job, String updateId) throws UpdateException, InterruptedException {
    Guard.Switch planned = planned(job, updateId);
    for (Guard guard : parts.guards()) {
      Guard.Answer answer = ask(guard, planned);
      if (answer instanceof Guard.Never never) {
        throw new UpdateException(Reason.VETOED, "vetoed: " + never.reason());
      }
      if (answer instanceof Guard.NotNow) {
        return answer;
      }
    }
    return new Guard.Go();
  }

  private Guard.Answer ask(Guard guard, Guard.Switch planned) throws InterruptedException {
    try {
      return Foreign.expected("a guard", () -> guard.ask(planned));
    } catch (UpdateException failed) {
      LOG.warn("update={} a guard failed, which counts as not now", planned.updateId(), failed);
      // An IOException is no mistake of a guard, so in its own words.
      Throwable why = Objects.requireNonNullElse(failed.getCause(), failed);
      return new Guard.NotNow("a guard failed: " + why, parts.settings().every());
    }
  }

  /**
   * @param waited by the monotonic clock, in case that the other one is set back
   * @return how long it was this time
   */
  private Duration wait(Job job, String updateId, Guard.NotNow not, Duration waited)
      throws UpdateException, InterruptedException {
    Verdict.Wait wait = parts.scheduler().veto(updateId, not.reason(), not.askAgainIn());
    Duration held = Duration.between(wait.since(), parts.time().now());
    Duration left = parts.settings().deadline().minus(held.compareTo(waited) > 0 ? held : waited);
    if (left.isNegative() || left.isZero()) {
      throw new UpdateException(
          Reason.VETOED,
          "put off for longer than " + parts.settings().deadlineText() + ": " + not.reason());
    }
    LOG.info("update={} waits: {}", updateId, not.reason());
    try {
      parts.announcements().scheduled(updateId, job, wait.until(), wait);
    } catch (IOException notDurable) {
      LOG.warn("update={} cannot keep the status that it waits", updateId, notDurable);
    }
    stateChanged.run();
    Duration begin = parts.time().uptime();
    parts.time().sleep(left.compareTo(wait.lookAgain()) < 0 ? left : wait.lookAgain());
    return parts.time().uptime().minus(begin);
  }

  private Guard.Switch planned(Job job, String updateId) {
    try {
      Optional<Flight> flight = inFlight.flight();
      if (flight.isPresent()) {
        return new Guard.Switch(updateId, flight.get().from(), flight.get().to());
      }
    } catch (IOException unreadable) {
      LOG.warn("update={} the journal cannot be read for its hooks", updateId, unreadable);
    }
    return new Guard.Switch(updateId, "", job.request().version());
  }
}
