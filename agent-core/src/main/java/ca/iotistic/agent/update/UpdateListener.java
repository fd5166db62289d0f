package ca.iotistic.agent.update;

import java.io.IOException;

/** Hears of the update in flight, on the worker thread and outside every lock. */
public interface UpdateListener {
  /** Work begins, before any phase is told; may be told again after a crash. */
  default void started(String id, String from, String to, String updater) {}

  /** A phase has begun; may be told again after a crash. */
  default void phase(String id, Phase phase) {}

  /** At most once a second. {@code total} is -1 if unknown. */
  default void progress(String id, Phase phase, long done, long total) {}

  /**
   * It has ended. Told again after a crash until it has returned once; the journal goes only then.
   *
   * @throws IOException if what follows from it could not be made durable; it is told again later
   */
  default void ended(Outcome outcome) throws IOException {}
}
