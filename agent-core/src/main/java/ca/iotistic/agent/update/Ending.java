package ca.iotistic.agent.update;

import ca.iotistic.agent.io.Seam;
import ca.iotistic.agent.io.StateDirectory;
import ca.iotistic.agent.spi.Installed;
import ca.iotistic.agent.spi.Reason;
import ca.iotistic.agent.spi.UpdateException;
import ca.iotistic.agent.spi.Updater;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns an update that has ended into a history line, then tells it, then lets the journal go, then
 * the switcher. Each step may be repeated; a crash between any two of them loses nothing.
 */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
  private static final int HISTORY_LOG_BYTES = 4096;

  /** They say that the version is bad, once it was switched to. */
  private static final Set<Reason> BAD =
      Set.of(
          Reason.CRASHED,
          Reason.UNHEALTHY,
          Reason.START_FAILED,
          Reason.HEALTH_TIMEOUT,
          Reason.BOOT_LIMIT);

  private final UpdateRun run;
  private final History history;
  private final FlightRecords flights;
  private final StateDirectory state;
  private final Updater updater;
  private final Interruption interruption;
  private final Identity identity;

  private Optional<Entry> unreleased = Optional.empty();
  private boolean tidied;
  private List<String> leftOver = List.of();

  Ending(UpdateRun run, History history, StateDirectory state, Identity identity, Seam seam) {
    this.run = run;
    this.history = history;
    this.flights = new FlightRecords(state, seam);
    this.state = state;
    this.updater = run.updater();
    this.interruption = run.interruption();
    this.identity = identity;
  }

  /** Throws what the listener throws; then the journal is still there. */
  void finish(Entry entry) throws IOException, InterruptedException {
    interruption.tooLate();
    Optional<Outcome> recorded = history.find(entry.id());
    if (recorded.isEmpty()) {
      if (entry.course().failure().isPresent()) {
        flights.write(entry);
      }
      recorded = Optional.of(history.append(line(entry)));
    }
    Outcome outcome = recorded.get();
    LOG.info("update id={} ended: {}", entry.id(), summary(outcome));
    run.telling().ended(outcome);
    run.journal().delete(entry.id());
    unreleased = Optional.of(entry);
    tidied = false;
    settle();
  }

  /** What may be left over when no update is in flight; once, and until it has worked. */
  void settle() throws InterruptedException {
    if (tidied) {
      return;
    }
    List<String> left = new ArrayList<>();
    clear().ifPresent(left::add);
    putInOrder().ifPresent(left::add);
    // Tried again every half minute; said once.
    if (!left.equals(leftOver)) {
      left.forEach(why -> LOG.warn("something of an update is left over: {}", why));
    }
    leftOver = left;
    tidied = left.isEmpty();
  }

  /**
   * First, and whatever else fails: what is left here looks like an update that was lost.
   *
   * @return why it was not done
   */
  private Optional<String> clear() {
    try {
      state.confirmed().delete();
      clear(state.root().resolve("work"));
      return Optional.empty();
    } catch (IOException failed) {
      return Optional.of(Failures.words(failed));
    }
  }

  private Optional<String> putInOrder() throws InterruptedException {
    try {
      release();
      List<String> done = interruption.within("putting in order", Limits.TIDY, updater::tidy);
      done.forEach(line -> LOG.info("put in order after an update: {}", line));
      return Optional.empty();
    } catch (UpdateException failed) {
      return Optional.of(Failures.words(failed));
    }
  }

  /** What is left over is of an update that nobody knows any more. */
  void untidy() {
    tidied = false;
  }

  /** Whether an update has begun that never ended, although there is no journal: it was lost. */
  boolean isMissing() throws IOException {
    Path work = state.root().resolve("work");
    if (Files.notExists(work)) {
      return false;
    }
    try (Stream<Path> begun = Files.list(work)) {
      for (Path update : begun.toList()) {
        if (history.find(String.valueOf(update.getFileName())).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  private void release() throws UpdateException, InterruptedException {
    Optional<Entry> handed = unreleased.filter(e -> e.release().isPresent() && e.previous().self());
    if (handed.isPresent()) {
      Entry entry = handed.get();
      interruption.act(
          "releasing the switcher", Limits.ASK, () -> updater.release(run.update(entry)));
    }
    unreleased = Optional.empty();
  }

  private History.Line line(Entry entry) throws InterruptedException {
    Outcome whole = entry.outcome();
    Outcome bounded =
        new Outcome(
            whole.id(),
            whole.updater(),
            whole.from(),
            whole.to(),
            whole.digest(),
            whole
                .failure()
                .map(
                    why ->
                        new Failure(
                            why.reason(),
                            why.error(),
                            why.phase(),
                            Failures.tail(why.logTail(), HISTORY_LOG_BYTES))),
            whole.rolledBack(),
            instead(whole, entry),
            whole.dryRun(),
            whole.startedAt(),
            whole.took(),
            whole.downtime(),
            whole.warning());
    return new History.Line(bounded, knownBad(entry));
  }

  /** The last rungs of the way back put somebody in charge, but not who was before. */
  private Optional<String> instead(Outcome whole, Entry entry) throws InterruptedException {
    if (!whole.rolledBack()) {
      return Optional.empty();
    }
    identity.forgetTarget();
    try {
      return Optional.of(identity.installed())
          .filter(now -> !now.identity().equals(entry.previous().identity()))
          .map(Installed::version);
    } catch (UpdateException unknown) {
      LOG.warn("update id={}: what runs cannot be told: {}", entry.id(), Failures.words(unknown));
      return Optional.empty();
    }
  }

  private static boolean knownBad(Entry entry) {
    Optional<Failure> failure = entry.course().failure();
    if (failure.isEmpty() || entry.course().prolonged()) {
      return false;
    }
    boolean switched = entry.course().touched() && failure.get().phase() != Phase.PREPARED;
    Reason reason = failure.get().reason();
    return reason == Reason.SELF_TEST_FAILED || (switched && BAD.contains(reason));
  }

  private static String summary(Outcome outcome) {
    return outcome
        .failure()
        .map(
            why ->
                "%s in %s, %s"
                    .formatted(
                        why.reason().wire(),
                        why.phase(),
                        outcome.rolledBack() ? "rolled back" : "nothing was touched"))
        .orElse(outcome.dryRun() ? "it would have worked" : "it succeeded");
  }

  private static void clear(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> below = Files.walk(directory)) {
      below
          .sorted(Comparator.reverseOrder())
          .filter(path -> !path.equals(directory))
          .forEach(Ending::delete);
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
