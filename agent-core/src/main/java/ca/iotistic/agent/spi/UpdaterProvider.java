package ca.iotistic.agent.spi;

import java.util.List;

/**
 * A strategy. Found by {@link java.util.ServiceLoader} or named to the builder by class. Has a
 * public constructor without arguments, because the switcher makes it again in a process of its
 * own.
 */
public interface UpdaterProvider {
  /**
   * At most 64 lower-case letters, digits and {@code -}, unique and stable; not {@code auto} and
   * not {@code none}. It stands in the journal and on the wire as {@code deployment_type}.
   */
  String id();

  /**
   * Every precondition, met or not. Asked when a strategy is chosen, before each update, and by
   * {@code doctor}. Takes seconds at most and leaves no trace; what throws, or is not back after 30
   * s, counts as a refusal. None refused means that this device can be updated this way.
   */
  List<Check> check(Environment environment);

  /**
   * What is worth knowing and too slow or too far away to be asked before each update; asked by
   * {@code doctor} only. Takes some ten seconds at most and leaves no trace.
   */
  default List<Check> advice(Environment environment) {
    return List.of();
  }

  /** Makes the updater; asks nothing of the platform yet. */
  Updater create(Environment environment);
}
