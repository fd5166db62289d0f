package ca.iotistic.agent;

import ca.iotistic.agent.command.Command;
import ca.iotistic.agent.decision.Decision;
import ca.iotistic.agent.decision.Decisions;
import ca.iotistic.agent.schedule.Appointment;
import ca.iotistic.agent.schedule.UpdateScheduler;
import ca.iotistic.agent.schedule.Verdict;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.Request;
import ca.iotistic.agent.status.Outbox;
import ca.iotistic.agent.status.StatusEvent;
import ca.iotistic.agent.update.Job;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What is to be done next. Derived from the log of commands each time it is asked, so that it is
 * the same after a restart; nothing is remembered here but what a person at the command line wants,
 * who is there to ask again.
 */
final class Agenda {
  /** What the worker is to do. */
  sealed interface Next {
    record Run(Job job) implements Next {}

    record Wait(Verdict.Wait verdict) implements Next {}

    record Nothing() implements Next {}
  }

  private final Decisions decisions;
  private final Outbox outbox;
  private final UpdateScheduler scheduler;
  private final Announcements announcements;
  private final java.util.function.Supplier<String> version;
  private final Queue<Job> byHand = new ConcurrentLinkedQueue<>();

  Agenda(
      Decisions decisions,
      Outbox outbox,
      UpdateScheduler scheduler,
      Announcements announcements,
      java.util.function.Supplier<String> version) {
    this.decisions = decisions;
    this.outbox = outbox;
    this.scheduler = scheduler;
    this.announcements = announcements;
    this.version = version;
  }

  /** A dry run, or a roll-back to a backup by name: comes first, once nothing is in flight. */
  void byHand(Job job) {
    byHand.add(job);
  }

  /** On the worker thread, with nothing in flight. Ends what needs no engine on the way. */
  Next next() throws IOException {
    Job wanted = byHand.poll();
    if (wanted != null) {
      return new Next.Run(wanted);
    }
    for (Decision.Accepted accepted : decisions.pending()) {
      announcements.received(accepted);
      Optional<StatusEvent.Terminal> end = withoutTheEngine(accepted);
      if (end.isPresent()) {
        end(end.get());
      } else if (accepted instanceof Decision.Start start) {
        Next next = consider(start);
        if (!(next instanceof Next.Nothing)) {
          return next;
        }
      }
    }
    return new Next.Nothing();
  }

  private Optional<StatusEvent.Terminal> withoutTheEngine(Decision.Accepted accepted) {
    String id = accepted.updateId();
    if (accepted instanceof Decision.Skip skip) {
      return Optional.of(new StatusEvent.Skipped(id, skip.reason(), version.get()));
    }
    if (accepted instanceof Decision.Drop drop) {
      return Optional.of(new StatusEvent.Cancelled(id, drop.reason()));
    }
    if (accepted instanceof Decision.Cancel cancel) {
      // What it was about has ended by now, since nothing is in flight.
      boolean worked =
          cancel.targets().stream()
              .anyMatch(
                  t ->
                      outbox.terminal(t.updateId()).filter("update_cancelled"::equals).isPresent());
      return Optional.of(
          worked
              ? new StatusEvent.Cancelled(id, Reason.CANCELLED)
              : new StatusEvent.Skipped(id, Reason.TOO_LATE, version.get()));
    }
    return Optional.empty();
  }

  private Next consider(Decision.Start start) throws IOException {
    Job job = job(start);
    Appointment appointment = appointment(start.updateId(), job);
    Verdict verdict = scheduler.mayPrepare(appointment);
    if (verdict instanceof Verdict.Expired) {
      end(new StatusEvent.Cancelled(start.updateId(), Reason.EXPIRED));
      return new Next.Nothing();
    }
    if (verdict instanceof Verdict.Wait wait) {
      announcements.scheduled(start.updateId(), job, scheduler.moment(appointment), wait);
      return new Next.Wait(wait);
    }
    return new Next.Run(job);
  }

  /** Its last word is durable before the log forgets that it is open. */
  void end(StatusEvent.Terminal terminal) throws IOException {
    outbox.put(terminal);
    decisions.ended(terminal.updateId(), terminal.type());
    scheduler.forget(terminal.updateId());
  }

  static Appointment appointment(String updateId, Job job) {
    return new Appointment(updateId, Instant.EPOCH, job.scheduledTime(), job.expires());
  }

  private static Job job(Decision.Start start) {
    Command command = start.command();
    if (command instanceof Command.Update update) {
      return new Job(
          start.jobId(),
          update.request(),
          Optional.empty(),
          update.force(),
          false,
          update.scheduledTime(),
          update.expires());
    }
    return new Job(
        start.jobId(),
        Request.of(Request.LATEST),
        Optional.of(""),
        true,
        false,
        Optional.empty(),
        command.expires());
  }
}
