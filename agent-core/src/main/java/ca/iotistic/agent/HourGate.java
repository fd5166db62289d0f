package ca.iotistic.agent;

import ca.iotistic.agent.decision.Decision;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.schedule.Appointment;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.schedule.Verdict;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.update.Gate;
import ca.iotistic.agent.update.Job;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a prepared update until its hour and its window have come. */
final class HourGate implements Gate {
  private static final Logger LOG = LoggerFactory.getLogger(HourGate.class);

  private final UpdateScheduler scheduler;
  private final Decisions decisions;
  private final Announcements announcements;
  private final Runnable stateChanged;
  private final Time time;

  HourGate(
      UpdateScheduler scheduler,
      Decisions decisions,
      Announcements announcements,
      Runnable stateChanged,
      Time time) {
    this.scheduler = scheduler;
    this.decisions = decisions;
    this.announcements = announcements;
    this.stateChanged = stateChanged;
    this.time = time;
  }

  @Override
  public void pass(Job job) throws UpdateException, InterruptedException {
    String updateId = decisions.updateId(job.id());
    Appointment appointment = Agenda.appointment(updateId, job);
    refuseWhatWasDropped(job);
    while (scheduler.mayActivate(appointment) instanceof Verdict.Wait wait) {
      try {
        announcements.scheduled(updateId, job, scheduler.moment(appointment), wait);
      } catch (IOException notDurable) {
        LOG.warn("update={} cannot keep the status that it waits", updateId, notDurable);
      }
      stateChanged.run();
      time.sleep(wait.lookAgain());
      refuseWhatWasDropped(job);
    }
    if (scheduler.mayActivate(appointment) instanceof Verdict.Expired) {
      throw new UpdateException(
          Reason.EXPIRED, "the command expired before it could start: send a new one");
    }
  }

  /**
   * A cancel that came between the agenda and the first journal entry found nothing to interrupt.
   */
  private void refuseWhatWasDropped(Job job) throws UpdateException {
    for (Decision.Accepted accepted : decisions.pending()) {
      if (accepted instanceof Decision.Drop drop && drop.jobId().equals(job.id())) {
        throw new UpdateException(drop.reason(), "a later command has taken its place");
      }
    }
  }
}
