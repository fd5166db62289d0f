package ca.iotistic.agent.schedule;

import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.io.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The door of the stage: says when an update may be prepared and when the switch may happen.
 * Answers at once and never sleeps; thread-safe.
 */
public final class UpdateScheduler {
  private static final String VETO = "veto";
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(200);
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(5);

  private final Plan plan;
  private final Spread spread;
  private final TrustedClock clock;
  private final ScheduleFile file;
  private final Time time;
  private Optional<Verdict.Wait> waiting = Optional.empty();
  private String waitingId = "";

  private UpdateScheduler(Plan plan, TrustedClock clock, ScheduleFile file, Time time) {
    this.plan = plan;
    this.spread = new Spread(plan.device());
    this.clock = clock;
    this.file = file;
    this.time = time;
  }

  /**
   * @param built the moment when this version was built: no clock that shows less is believed
   */
  public static UpdateScheduler open(StateDirectory state, Plan plan, Instant built, Time time)
      throws IOException {
    ScheduleFile file = ScheduleFile.open(state);
    Instant floor = file.confirmed().filter(built::isBefore).orElse(built);
    return new UpdateScheduler(plan, new TrustedClock(floor, file.suspicious(), time), file, time);
  }

  /**
   * Whether to begin with the preparation: at once, or ahead of a time or window that is to come.
   */
  public synchronized Verdict mayPrepare(Appointment appointment) {
    Duration ahead = plan.prepareAhead();
    Duration place = spread.within(ahead, "prepare", appointment.updateId());
    return answer(appointment, ahead.minus(place));
  }

  /** Whether to switch; what the engine's gate asks. */
  public synchronized Verdict mayActivate(Appointment appointment) {
    return answer(appointment, Duration.ZERO);
  }

  /** The moment of the switch as far as is known now, for {@code update_scheduled}. */
  public synchronized Instant moment(Appointment appointment) {
    return moment(appointment, time.now()).at();
  }

  /** What was last answered with Wait and still holds; for the retained state. */
  public synchronized Optional<Verdict.Wait> waiting() {
    return waiting;
  }

  /**
   * The hour has come, but a hook says not now. Since when that is so is known across restarts.
   *
   * @param detail what the hook says, for people
   */
  public synchronized Verdict.Wait veto(String updateId, String detail, Duration askAgainIn) {
    Instant now = time.now();
    return remember(
        updateId,
        new Verdict.Wait(
            VETO, since(updateId, VETO).orElse(now), now.plus(askAgainIn), askAgainIn, detail));
  }

  /** The update has ended or begun: nothing waits for it any more. */
  public synchronized void forget(String updateId) {
    if (waitingId.equals(updateId)) {
      waiting = Optional.empty();
      waitingId = "";
      file.waiting(Optional.empty());
    }
  }

  /** Whether the wall clock can be believed now. */
  public synchronized boolean clockTrusted() {
    return trusted();
  }

  /** A second source has said what time it is: the Date of an HTTP answer, a signed timestamp. */
  public synchronized void confirm(Instant moment) {
    clock.confirm(moment);
    file.suspicious(clock.suspicious());
    Instant written = file.confirmed().orElse(Instant.MIN);
    if (clock.floor().minus(BETWEEN_WRITES).isAfter(written)) {
      file.confirmed(clock.floor());
    }
  }

  private boolean trusted() {
    boolean trusted = clock.trusted();
    file.suspicious(clock.suspicious());
    return trusted;
  }

  private Verdict answer(Appointment appointment, Duration ahead) {
    boolean trusted = trusted();
    Instant now = time.now();
    Instant passed = trusted ? now : clock.floor();
    if (appointment.expires().filter(passed::isAfter).isPresent()) {
      return new Verdict.Expired();
    }
    boolean timed = appointment.scheduledTime().isPresent() || plan.window().isPresent();
    if (!timed && appointment.expires().isEmpty()) {
      return go(appointment);
    }
    Moment moment = moment(appointment, now);
    if (!trusted) {
      // Also what has no time but an end: nobody knows whether that has come.
      Instant believed = now.plus(clock.patience());
      Instant until = moment.at().isAfter(believed) ? moment.at() : believed;
      return hold(appointment, "clock", now, until);
    }
    if (!timed || !now.isBefore(moment.at().minus(ahead))) {
      return go(appointment);
    }
    return hold(appointment, moment.reason(), now, moment.at());
  }

  /** That something else says not now is another matter, and ends by forget. */
  private Verdict go(Appointment appointment) {
    if (since(appointment.updateId(), VETO).isEmpty()) {
      forget(appointment.updateId());
    }
    return new Verdict.Go();
  }

  private Optional<Instant> since(String updateId, String reason) {
    return file.waiting()
        .filter(w -> w.updateId().equals(updateId) && w.reason().equals(reason))
        .map(ScheduleFile.Since::since);
  }

  private Verdict hold(Appointment appointment, String reason, Instant now, Instant until) {
    String id = appointment.updateId();
    Instant since = since(id, reason).orElse(now);
    Duration left = Duration.between(now, until);
    Duration pause = left.compareTo(LOOK_AGAIN) < 0 && !left.isNegative() ? left : LOOK_AGAIN;
    Verdict.Wait wait =
        new Verdict.Wait(
            reason, since, until, pause.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : pause, "");
    return remember(id, wait);
  }

  private Verdict.Wait remember(String id, Verdict.Wait wait) {
    waiting = Optional.of(wait);
    waitingId = id;
    file.waiting(Optional.of(new ScheduleFile.Since(id, wait.reason(), wait.since())));
    return wait;
  }

  private record Moment(Instant at, String reason) {}

  /** When the switch may happen at the earliest, and what makes it so late. */
  private Moment moment(Appointment appointment, Instant now) {
    Instant wanted = appointment.scheduledTime().filter(now::isBefore).orElse(now);
    Optional<Instant> scheduled = appointment.scheduledTime();
    if (plan.window().isEmpty()) {
      if (scheduled.isEmpty()) {
        return new Moment(now, "schedule");
      }
      Instant at = scheduled.get().plus(spread(plan.jitter(), appointment));
      boolean over = now.isAfter(scheduled.get());
      return new Moment(at.isAfter(now) ? at : now, over ? "jitter" : "schedule");
    }
    Window.Opening opening = plan.window().get().at(wanted);
    Instant begin = opening.begin().isAfter(wanted) ? opening.begin() : wanted;
    // Whoever comes while the window is open has not come with the whole fleet.
    Instant from = scheduled.filter(opening.begin()::isBefore).orElse(opening.begin());
    Instant spreadOut = from.plus(spread(Duration.between(from, opening.end()), appointment));
    Instant at = spreadOut.isAfter(begin) ? spreadOut : begin;
    String reason =
        wanted.isAfter(now) && opening.contains(wanted)
            ? "schedule"
            : opening.contains(now) ? "jitter" : "window";
    return new Moment(at, reason);
  }

  /** A spread wider than what is left of the window would put the rest of the fleet on one spot. */
  private Duration spread(Duration room, Appointment appointment) {
    Duration span = plan.jitter().compareTo(room) < 0 ? plan.jitter() : room;
    return spread.within(span, "switch", appointment.updateId());
  }
}
