package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Time;
import ca.iotistic.agent.spi.Update;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener; what it throws is its own affair, but for what must become durable. */
final class Telling {
  private static final Logger LOG = LoggerFactory.getLogger(Telling.class);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final UpdateListener listener;
  private final Time time;
  private Optional<Duration> last = Optional.empty();
  private Optional<Phase> phase = Optional.empty();

  Telling(UpdateListener listener, Time time) {
    this.listener = listener;
    this.time = time;
  }

  /** Before its first phase is told: until then it is not known what it leads to. */
  private void started(Entry entry) {
    safely(
        () ->
            listener.started(
                entry.id(), entry.previous().version(), entry.to(), entry.strategy().id()));
  }

  void phase(Entry entry) {
    phase = Optional.of(entry.phase());
    LOG.info("update id={} phase={} to={}", entry.id(), entry.phase(), entry.to());
    if (entry.in(Phase.PREPARING)) {
      started(entry);
    }
    if (entry.course().prepared()) {
      safely(() -> listener.phase(entry.id(), entry.phase()));
    }
  }

  /** For a phase that another process has begun. */
  void phaseIfNew(Entry entry) {
    if (!phase.equals(Optional.of(entry.phase()))) {
      phase(entry);
    }
  }

  Update.Progress progress(Entry entry) {
    return (done, total) -> {
      if (due()) {
        safely(() -> listener.progress(entry.id(), entry.phase(), done, total));
      }
    };
  }

  /** Throws what the listener throws: it is told again. */
  void ended(Outcome outcome) throws IOException {
    listener.ended(outcome);
    phase = Optional.empty();
  }

  private synchronized boolean due() {
    Duration now = time.uptime();
    boolean due = last.isEmpty() || now.minus(last.get()).compareTo(BETWEEN) >= 0;
    last = due ? Optional.of(now) : last;
    return due;
  }

  private static void safely(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | LinkageError | StackOverflowError wrong) {
      LOG.warn("a listener of the update failed", wrong);
    }
  }
}
