package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Durations;
import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import java.time.Duration;
import java.util.Optional;

/**
 * What an interrupt of the worker means, recorded before it is sent: the update is not wanted any
 * more, a verb has passed its deadline, or this process is being stopped. Only what is run {@link
 * #within} it is interrupted, so that no interrupt meets a journal write.
 */
final class Interruption {
  /** For what ends by itself, or is ended by a cancel or a stop only. */
  static final Duration FOREVER = Duration.ofDays(36_500);

  private static final long LOOK_MILLIS = 1000;

  private record Wanted(String id, Reason why) {}

  private final Time time;
  private Optional<String> update = Optional.empty();
  private Optional<Wanted> wanted = Optional.empty();
  private boolean pastReturn;
  private boolean stopping;
  private Optional<Thread> inVerb = Optional.empty();
  private Optional<Duration> deadline = Optional.empty();
  private boolean late;
  private boolean sent;
  private boolean watched;

  Interruption(Time time) {
    this.time = time;
  }

  /** A verb, or a wait. */
  @FunctionalInterface
  interface Verb<T> {
    T run() throws UpdateException, InterruptedException;
  }

  @FunctionalInterface
  interface Act {
    void run() throws UpdateException, InterruptedException;
  }

  /** This thread begins to work on an update; what was cancelled before stays cancelled. */
  synchronized void begin(String id) {
    update = Optional.of(id);
    pastReturn = false;
    wanted = wanted.filter(cancel -> cancel.id().equals(id));
  }

  synchronized void end() {
    update = Optional.empty();
    notifyAll();
  }

  /** False: another update, or too late. */
  synchronized boolean cancel(String id, Reason why) {
    return update.equals(Optional.of(id)) && remember(id, why);
  }

  /** The same, also for one that this process has not begun to work on yet. */
  synchronized boolean remember(String id, Reason why) {
    boolean another = update.isPresent() && !update.get().equals(id);
    if (stopping || another || (pastReturn && update.isPresent())) {
      return false;
    }
    if (wanted.filter(cancel -> cancel.id().equals(id)).isEmpty()) {
      wanted = Optional.of(new Wanted(id, why));
    }
    interrupt();
    return true;
  }

  /** From here on a cancel is too late. Throws if one has come before. */
  synchronized void pointOfNoReturn() throws UpdateException, InterruptedException {
    check();
    tooLate();
  }

  /** The update has another end already. */
  synchronized void tooLate() {
    pastReturn = true;
  }

  synchronized void stop() {
    stopping = true;
    interrupt();
    notifyAll();
  }

  synchronized boolean stopping() {
    return stopping;
  }

  synchronized boolean idle() {
    return update.isEmpty();
  }

  void act(String what, Duration limit, Act act) throws UpdateException, InterruptedException {
    within(
        what,
        limit,
        () -> {
          act.run();
          return what;
        });
  }

  /** A wait between verbs, where a cancel is too late. */
  void pause(Duration duration) throws InterruptedException {
    try {
      act("wait", FOREVER, () -> time.sleep(duration));
    } catch (UpdateException cancelled) {
      throw new IllegalStateException("nobody may wait here and be cancelled", cancelled);
    }
  }

  /**
   * Runs a verb. What was recorded wins over what the verb makes of the interrupt, and what it
   * throws against the agreement is a failure like others.
   *
   * @throws UpdateException also if the update was cancelled, or with {@code timed_out}
   */
  <T> T within(String what, Duration limit, Verb<T> verb)
      throws UpdateException, InterruptedException {
    enter(limit);
    boolean over = false;
    try {
      T result = Foreign.expected(what, verb::run);
      leave();
      over = true;
      check();
      return result;
    } catch (UpdateException | InterruptedException failed) {
      if (!over && leave()) {
        throw new UpdateException(
            Reason.TIMED_OUT, what + " took longer than " + Durations.format(limit), failed);
      }
      over = true;
      check();
      throw failed;
    } finally {
      if (!over) {
        leave();
      }
    }
  }

  private synchronized void enter(Duration limit) throws UpdateException, InterruptedException {
    check();
    inVerb = Optional.of(Thread.currentThread());
    late = false;
    sent = false;
    if (limit.compareTo(FOREVER) < 0) {
      deadline = Optional.of(time.uptime().plus(limit));
      watch();
    }
  }

  /** After this no interrupt comes any more; one of ours is taken back. True: it was late. */
  private synchronized boolean leave() {
    inVerb = Optional.empty();
    deadline = Optional.empty();
    if (sent && Thread.interrupted()) {
      sent = false;
    }
    return late && !stopping && !cancelled();
  }

  private synchronized void check() throws UpdateException, InterruptedException {
    if (stopping) {
      throw new InterruptedException("this process is being stopped");
    }
    if (cancelled()) {
      Reason why = wanted.orElseThrow().why();
      throw new UpdateException(why, "the update was " + why.wire() + " before it switched");
    }
  }

  private boolean cancelled() {
    return !pastReturn && wanted.isPresent() && update.equals(wanted.map(Wanted::id));
  }

  private void interrupt() {
    inVerb.ifPresent(
        worker -> {
          sent = true;
          worker.interrupt();
        });
  }

  /** One thread looks after the deadlines for as long as an update is worked on. */
  private void watch() {
    if (watched) {
      notifyAll();
      return;
    }
    watched = true;
    Thread thread = new Thread(this::look, "iotistic-deadline");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void look() {
    try {
      while (!update.isEmpty() && !stopping) {
        if (deadline.isEmpty()) {
          wait();
        } else if (time.uptime().compareTo(deadline.get()) >= 0) {
          late = true;
          deadline = Optional.empty();
          interrupt();
        } else {
          wait(LOOK_MILLIS);
        }
      }
    } catch (InterruptedException nobodyDoesThat) {
      Thread.currentThread().interrupt();
    } finally {
      watched = false;
    }
  }
}
