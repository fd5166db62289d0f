package ca.iotistic.agent.spi;

import java.time.Duration;
import java.util.List;

/**
 * A way to replace one target.
 *
 * <p>Each verb is idempotent and works from what it observes. It may be killed at any instant and
 * is then called again, maybe by another process, with an equal {@link Update}. One thread at a
 * time. An interrupt means that the update is not wanted any more or takes too long: throw {@link
 * InterruptedException} soon; an {@link UpdateException} with the interrupt still set, as the
 * writing of a file ends, says the same. Every verb may throw {@link UpdateException}; anything
 * else, and a null, counts as one with {@code internal_error} and names the strategy.
 *
 * <p>{@link #activate}, {@link #health}, {@link #logTail}, {@link #rollBack}, {@link #commit} and
 * {@link #release} run in the switcher too. They know the target by {@link Update#prepared()} and
 * never ask who they are themselves.
 */
public interface Updater extends AutoCloseable {
  /** What is in charge now. Agent only. */
  Installed installed() throws UpdateException, InterruptedException;

  /** From a request to a concrete, pinned release. Network allowed, no trace left. Agent only. */
  Release resolve(Request request) throws UpdateException, InterruptedException;

  /**
   * Fetch, verify, test, back up, prove the way back, lay ready; touches nothing that runs. Called
   * again right before the hand-over: checks anew all that it stands on, and returns an equal value
   * if nothing has changed. Agent only.
   */
  Prepared prepare(Update update) throws UpdateException, InterruptedException;

  /**
   * Puts {@code switcher} under the platform's supervisor, which restarts it after a crash and a
   * boot, and returns true once it runs or ran already. False: the target can be switched from this
   * process, go on in place. Called again when the switcher has disappeared. Agent only.
   *
   * @param switcher the command line of the second half
   */
  default boolean handOver(Update update, List<String> switcher)
      throws UpdateException, InterruptedException {
    return false;
  }

  /**
   * Whether the switcher of this update is there and alive, or is being brought back by its
   * supervisor. Agent only; asked every 30 s while the switcher owns the journal.
   */
  default boolean switcherAlive(Update update) throws UpdateException, InterruptedException {
    return false;
  }

  /**
   * The last lines of the switcher itself, oldest first; asked before one that did not pick up is
   * released. Agent only.
   */
  default List<String> switcherLog(Update update) throws UpdateException, InterruptedException {
    return List.of();
  }

  /**
   * Whatever is observed, the new one runs in the old one's place. An old one that is stopped
   * already, a new one that runs already are normal.
   */
  void activate(Update update) throws UpdateException, InterruptedException;

  /**
   * One look, a few seconds at most. Throws only if the platform cannot be asked; that is not an
   * answer, and it is asked again.
   */
  Health health(Update update) throws UpdateException, InterruptedException;

  /** The last lines of the new one, oldest first; asked once, before the roll-back. */
  default List<String> logTail(Update update) throws UpdateException, InterruptedException {
    return List.of();
  }

  /**
   * Whatever is observed, the old one seen running, in charge exactly as it was, and nothing of
   * this update left. Legal at every moment, before prepare has returned too ({@link
   * Prepared#NOT_YET}): then it only cleans up, as a cancel or a dry run wants it. Retried without
   * end.
   */
  void rollBack(Update update) throws UpdateException, InterruptedException;

  /**
   * The boot policy to the new one. Throws only if that could not be done. Returns how long nobody
   * was in charge, by the platform's clocks.
   */
  Duration commit(Update update) throws UpdateException, InterruptedException;

  /** Newest first. Agent only. */
  List<Backup> backups() throws UpdateException, InterruptedException;

  /**
   * Removes the switcher of this update, if there is one; it does not come back after that. Called
   * by the agent when the update has ended, and to fence a switcher that did not pick up.
   */
  default void release(Update update) throws UpdateException, InterruptedException {}

  /**
   * At the start of an agent without an update in flight, and after each update: puts right what a
   * restore by hand has left (a backup's name, a parked boot policy), prunes backups over the
   * limit, removes leftovers of updates that have ended. Best effort. Agent only.
   *
   * @return what was done, a line each, for the log
   */
  default List<String> tidy() throws UpdateException, InterruptedException {
    return List.of();
  }

  @Override
  default void close() {}
}
