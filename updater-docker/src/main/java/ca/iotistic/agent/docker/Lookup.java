package ca.iotistic.agent.docker;

import ca.iotistic.agent.docker.EngineException.Kind;
import ca.iotistic.agent.io.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of a call whose answer was lost: it may be done, it may be under way, it may never
 * have arrived. The engine is asked until it shows.
 */
final class Lookup {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Time time;

  Lookup(Time time) {
    this.time = time;
  }

  interface Question<T> {
    T ask() throws EngineException, InterruptedException;
  }

  interface Act {
    void run() throws EngineException, InterruptedException;
  }

  interface Fact {
    boolean holds() throws EngineException, InterruptedException;
  }

  /** Acts; if nobody knows whether it worked, looks whether it has. */
  void act(Act act, Fact done) throws EngineException, InterruptedException {
    answer(
        () -> {
          act.run();
          return true;
        },
        () -> done.holds() ? Optional.of(true) : Optional.empty());
  }

  /** Asks; if the answer is lost, looks for what it would have been. */
  <T> T answer(Question<T> question, Question<Optional<T>> look)
      throws EngineException, InterruptedException {
    try {
      return question.ask();
    } catch (EngineException lost) {
      if (!lost.is(Kind.UNKNOWN)) {
        throw lost;
      }
      Optional<T> found = within(PATIENCE, look);
      if (found.isEmpty()) {
        throw lost;
      }
      return found.get();
    }
  }

  boolean becomes(Fact fact) throws EngineException, InterruptedException {
    return within(PATIENCE, () -> fact.holds() ? Optional.of(true) : Optional.empty()).isPresent();
  }

  /** Looks again and again, also at an engine that is away for a while. */
  <T> Optional<T> within(Duration limit, Question<Optional<T>> look)
      throws EngineException, InterruptedException {
    Duration end = time.uptime().plus(limit);
    while (true) {
      Optional<EngineException> away = Optional.empty();
      try {
        Optional<T> found = look.ask();
        if (found.isPresent()) {
          return found;
        }
      } catch (EngineException failed) {
        if (!passing(failed)) {
          throw failed;
        }
        away = Optional.of(failed);
      }
      if (time.uptime().compareTo(end) >= 0) {
        if (away.isPresent()) {
          throw away.get();
        }
        return Optional.empty();
      }
      time.sleep(PAUSE);
    }
  }

  /** Says nothing about the object, only that the engine could not be asked now. */
  static boolean passing(EngineException failed) {
    return failed.is(Kind.UNREACHABLE) || failed.is(Kind.UNKNOWN) || failed.is(Kind.SERVER);
  }
}
